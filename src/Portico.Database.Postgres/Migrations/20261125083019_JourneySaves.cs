using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class JourneySaves : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "journey_saves",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    JourneyKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Definition = table.Column<string>(type: "text", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    By = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_journey_saves", x => new { x.TenantId, x.JourneyKey, x.Number, x.Revision });
                    table.ForeignKey(
                        name: "FK_journey_saves_journeys_TenantId_JourneyKey",
                        columns: x => new { x.TenantId, x.JourneyKey },
                        principalTable: "journeys",
                        principalColumns: new[] { "TenantId", "Key" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.Sql("""
                ALTER TABLE "journey_saves" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "journey_saves" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "journey_saves" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "journey_saves" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "journey_saves");
        }
    }
}
