using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class JourneyPilots : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "PilotId",
                table: "journeys",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PilotGroup",
                table: "cases",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "PilotId",
                table: "cases",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "journey_pilots",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    JourneyKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    VersionId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Against = table.Column<int>(type: "integer", nullable: false),
                    AgainstId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Percent = table.Column<int>(type: "integer", nullable: false),
                    Locale = table.Column<string>(type: "character varying(35)", maxLength: 35, nullable: true),
                    StartedAt = table.Column<long>(type: "bigint", nullable: false),
                    StartedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    EndedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    End = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_journey_pilots", x => new { x.TenantId, x.Id });
                    table.ForeignKey(
                        name: "FK_journey_pilots_journeys_TenantId_JourneyKey",
                        columns: x => new { x.TenantId, x.JourneyKey },
                        principalTable: "journeys",
                        principalColumns: new[] { "TenantId", "Key" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_cases_TenantId_PilotId_PilotGroup_StartedAt",
                table: "cases",
                columns: new[] { "TenantId", "PilotId", "PilotGroup", "StartedAt" },
                filter: "\"PilotId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_journey_pilots_TenantId_JourneyKey_StartedAt",
                table: "journey_pilots",
                columns: new[] { "TenantId", "JourneyKey", "StartedAt" });

            migrationBuilder.Sql("""
                ALTER TABLE "journey_pilots" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "journey_pilots" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "journey_pilots" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "journey_pilots" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "journey_pilots");

            migrationBuilder.DropIndex(
                name: "IX_cases_TenantId_PilotId_PilotGroup_StartedAt",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "PilotId",
                table: "journeys");

            migrationBuilder.DropColumn(
                name: "PilotGroup",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "PilotId",
                table: "cases");
        }
    }
}
