using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class JourneyTests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "journey_tests",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    JourneyKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Document = table.Column<string>(type: "text", nullable: false),
                    Required = table.Column<bool>(type: "boolean", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_journey_tests", x => new { x.TenantId, x.JourneyKey });
                    table.ForeignKey(
                        name: "FK_journey_tests_journeys_TenantId_JourneyKey",
                        columns: x => new { x.TenantId, x.JourneyKey },
                        principalTable: "journeys",
                        principalColumns: new[] { "TenantId", "Key" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.Sql("""
                ALTER TABLE "journey_tests" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "journey_tests" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "journey_tests" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "journey_tests" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "journey_tests");
        }
    }
}
