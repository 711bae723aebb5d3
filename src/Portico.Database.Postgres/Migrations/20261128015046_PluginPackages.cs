using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class PluginPackages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Restricted",
                table: "tenants",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PluginVersion",
                table: "due",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "plugin_packages",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    PluginId = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Publisher = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Level = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Manifest = table.Column<string>(type: "text", nullable: false),
                    Signature = table.Column<string>(type: "text", nullable: true),
                    Digest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    AddedAt = table.Column<long>(type: "bigint", nullable: false),
                    AddedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Source = table.Column<string>(type: "character varying(253)", maxLength: 253, nullable: false),
                    WithdrawnAt = table.Column<long>(type: "bigint", nullable: true),
                    WithdrawnBecause = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plugin_packages", x => new { x.TenantId, x.PluginId, x.Version });
                });

            migrationBuilder.CreateTable(
                name: "publisher_keys",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    KeyId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Publisher = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    PublicPem = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    NotBefore = table.Column<long>(type: "bigint", nullable: false),
                    NotAfter = table.Column<long>(type: "bigint", nullable: false),
                    RevokedAt = table.Column<long>(type: "bigint", nullable: true),
                    RevokedBecause = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    AddedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_publisher_keys", x => new { x.TenantId, x.KeyId });
                });

            migrationBuilder.CreateTable(
                name: "tenant_plugins",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    PluginId = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    Owner = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    FormerVersion = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    SuspendedAt = table.Column<long>(type: "bigint", nullable: true),
                    Agreed = table.Column<string>(type: "text", nullable: false),
                    AgreedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    AgreedAt = table.Column<long>(type: "bigint", nullable: false),
                    InstalledAt = table.Column<long>(type: "bigint", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenant_plugins", x => new { x.TenantId, x.PluginId });
                });

            migrationBuilder.CreateTable(
                name: "plugin_package_parts",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    PluginId = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    Version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Start = table.Column<long>(type: "bigint", nullable: false),
                    Content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plugin_package_parts", x => new { x.TenantId, x.PluginId, x.Version, x.Start });
                    table.ForeignKey(
                        name: "FK_plugin_package_parts_plugin_packages_TenantId_PluginId_Vers~",
                        columns: x => new { x.TenantId, x.PluginId, x.Version },
                        principalTable: "plugin_packages",
                        principalColumns: new[] { "TenantId", "PluginId", "Version" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.Sql("""
                ALTER TABLE "plugin_packages" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "plugin_packages" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "plugin_packages" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "plugin_packages" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                ALTER TABLE "plugin_package_parts" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "plugin_package_parts" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "plugin_package_parts" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "plugin_package_parts" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                ALTER TABLE "publisher_keys" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "publisher_keys" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "publisher_keys" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "publisher_keys" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                ALTER TABLE "tenant_plugins" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "tenant_plugins" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "tenant_plugins" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "tenant_plugins" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "plugin_package_parts");

            migrationBuilder.DropTable(
                name: "publisher_keys");

            migrationBuilder.DropTable(
                name: "tenant_plugins");

            migrationBuilder.DropTable(
                name: "plugin_packages");

            migrationBuilder.DropColumn(
                name: "Restricted",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "PluginVersion",
                table: "due");
        }
    }
}
