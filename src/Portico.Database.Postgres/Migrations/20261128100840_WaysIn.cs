using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class WaysIn : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "FrameOrigins",
                table: "tenants",
                type: "text",
                nullable: false,
                defaultValueSql: "''");

            migrationBuilder.AddColumn<string>(
                name: "Drafts",
                table: "cases",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "prefills",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    TokenHash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    JourneyKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Environment = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, defaultValue: "Live"),
                    Locale = table.Column<string>(type: "character varying(35)", maxLength: 35, nullable: true),
                    Once = table.Column<bool>(type: "boolean", nullable: false),
                    Sealed = table.Column<string>(type: "text", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false),
                    UsedBy = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_prefills", x => new { x.TenantId, x.TokenHash });
                });

            migrationBuilder.CreateIndex(
                name: "IX_prefills_ExpiresAt",
                table: "prefills",
                column: "ExpiresAt");

            migrationBuilder.Sql("""
                ALTER TABLE "prefills" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "prefills" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "prefills" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "prefills" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "prefills");

            migrationBuilder.DropColumn(
                name: "FrameOrigins",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "Drafts",
                table: "cases");
        }
    }
}
