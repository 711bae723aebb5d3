using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class CheckBeforePublish : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "PublishingNeedsTwo",
                table: "tenants",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "PublishingOffAskedBy",
                table: "tenants",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Justifications",
                table: "journey_versions",
                type: "text",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.CreateTable(
                name: "publish_requests",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    JourneyKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Token = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Forms = table.Column<string>(type: "text", nullable: false),
                    Justifications = table.Column<string>(type: "text", nullable: false, defaultValueSql: "'[]'"),
                    AskedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    AskedAt = table.Column<long>(type: "bigint", nullable: false),
                    RefusedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_publish_requests", x => new { x.TenantId, x.JourneyKey });
                    table.ForeignKey(
                        name: "FK_publish_requests_journeys_TenantId_JourneyKey",
                        columns: x => new { x.TenantId, x.JourneyKey },
                        principalTable: "journeys",
                        principalColumns: new[] { "TenantId", "Key" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.Sql("""
                ALTER TABLE "publish_requests" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "publish_requests" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "publish_requests" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "publish_requests" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "publish_requests");

            migrationBuilder.DropColumn(
                name: "PublishingNeedsTwo",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "PublishingOffAskedBy",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "Justifications",
                table: "journey_versions");
        }
    }
}
