using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class CaseMigrations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "case_migrations",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    JourneyKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    FromVersion = table.Column<int>(type: "integer", nullable: false),
                    ToVersion = table.Column<int>(type: "integer", nullable: false),
                    FromVersionId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ToVersionId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Mapping = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Most = table.Column<int>(type: "integer", nullable: true),
                    ChangedAt = table.Column<long>(type: "bigint", nullable: false),
                    ChangedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_case_migrations", x => new { x.TenantId, x.Id });
                    table.ForeignKey(
                        name: "FK_case_migrations_journeys_TenantId_JourneyKey",
                        columns: x => new { x.TenantId, x.JourneyKey },
                        principalTable: "journeys",
                        principalColumns: new[] { "TenantId", "Key" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "case_moves",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    MigrationId = table.Column<Guid>(type: "uuid", nullable: false),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    CaseNumber = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    RevisionAfter = table.Column<int>(type: "integer", nullable: false),
                    StateBefore = table.Column<string>(type: "text", nullable: true),
                    StepsBefore = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_case_moves", x => new { x.TenantId, x.MigrationId, x.CaseId });
                    table.ForeignKey(
                        name: "FK_case_moves_case_migrations_TenantId_MigrationId",
                        columns: x => new { x.TenantId, x.MigrationId },
                        principalTable: "case_migrations",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_case_moves_cases_TenantId_CaseId",
                        columns: x => new { x.TenantId, x.CaseId },
                        principalTable: "cases",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_case_migrations_TenantId_JourneyKey_FromVersion_ToVersion",
                table: "case_migrations",
                columns: new[] { "TenantId", "JourneyKey", "FromVersion", "ToVersion" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_case_moves_TenantId_CaseId",
                table: "case_moves",
                columns: new[] { "TenantId", "CaseId" });

            migrationBuilder.CreateIndex(
                name: "IX_case_moves_TenantId_MigrationId_Outcome",
                table: "case_moves",
                columns: new[] { "TenantId", "MigrationId", "Outcome" });

            migrationBuilder.Sql("""
                ALTER TABLE "case_migrations" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "case_migrations" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "case_migrations" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "case_migrations" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                ALTER TABLE "case_moves" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "case_moves" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "case_moves" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "case_moves" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "case_moves");

            migrationBuilder.DropTable(
                name: "case_migrations");
        }
    }
}
