using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class RowLevelSecurity : Migration
    {
        private static readonly string[] Tables =
        [
            "api_keys", "audit", "cases", "due", "forms", "idempotent_answers", "inbox", "incidents", "installations", "journal",
            "journey_versions", "journeys", "message_templates", "messages", "resume_links", "staff",
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            foreach (var table in Tables)
            {
                // FORCE: the owner of the tables, as whom the platform runs, is no exception. Looking across tenants reads, and never writes.
                migrationBuilder.Sql($"""
                    ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
                    ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;
                    CREATE POLICY tenant_rows ON "{table}" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                    CREATE POLICY across_tenants ON "{table}" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                    """);
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var table in Tables)
            {
                migrationBuilder.Sql($"""
                    DROP POLICY tenant_rows ON "{table}";
                    DROP POLICY across_tenants ON "{table}";
                    ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY;
                    ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY;
                    """);
            }
        }
    }
}
