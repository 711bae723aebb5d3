using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Sqlite.Migrations
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
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "PublishingOffAskedBy",
                table: "tenants",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Justifications",
                table: "journey_versions",
                type: "TEXT",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.CreateTable(
                name: "publish_requests",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    JourneyKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Token = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Forms = table.Column<string>(type: "TEXT", nullable: false),
                    Justifications = table.Column<string>(type: "TEXT", nullable: false, defaultValueSql: "'[]'"),
                    AskedBy = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    AskedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RefusedBy = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false)
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
