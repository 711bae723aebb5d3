using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Environments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "PK_reachable_hosts",
                table: "reachable_hosts");

            migrationBuilder.AddColumn<string>(
                name: "Environment",
                table: "waits",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Live");

            migrationBuilder.AddColumn<string>(
                name: "Environment",
                table: "tasks",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Live");

            migrationBuilder.AddColumn<string>(
                name: "Environment",
                table: "reachable_hosts",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Live");

            migrationBuilder.AddColumn<bool>(
                name: "Promotes",
                table: "publish_requests",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "TestVersion",
                table: "journeys",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ReleasedAt",
                table: "journey_versions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Environment",
                table: "installations",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Live");

            migrationBuilder.AddColumn<string>(
                name: "StandsFor",
                table: "installations",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Environment",
                table: "events",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Live");

            migrationBuilder.AddColumn<string>(
                name: "Environment",
                table: "cases",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Live");

            migrationBuilder.AddColumn<string>(
                name: "Environment",
                table: "api_keys",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Live");

            migrationBuilder.AddPrimaryKey(
                name: "PK_reachable_hosts",
                table: "reachable_hosts",
                columns: new[] { "TenantId", "Environment", "Host" });

            migrationBuilder.CreateTable(
                name: "journey_provenances",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    JourneyKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Template = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    ContentHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Content = table.Column<string>(type: "TEXT", nullable: false),
                    TakenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    TakenBy = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_journey_provenances", x => new { x.TenantId, x.JourneyKey });
                    table.ForeignKey(
                        name: "FK_journey_provenances_journeys_TenantId_JourneyKey",
                        columns: x => new { x.TenantId, x.JourneyKey },
                        principalTable: "journeys",
                        principalColumns: new[] { "TenantId", "Key" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_cases_TenantId_Environment_StartedAt",
                table: "cases",
                columns: new[] { "TenantId", "Environment", "StartedAt" },
                filter: "\"Environment\" = 'Test'");

            // All that was published so far was published for customers.
            migrationBuilder.Sql("""UPDATE journey_versions SET "ReleasedAt" = "PublishedAt";""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "journey_provenances");

            migrationBuilder.DropPrimaryKey(
                name: "PK_reachable_hosts",
                table: "reachable_hosts");

            migrationBuilder.DropIndex(
                name: "IX_cases_TenantId_Environment_StartedAt",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "Environment",
                table: "waits");

            migrationBuilder.DropColumn(
                name: "Environment",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "Environment",
                table: "reachable_hosts");

            migrationBuilder.DropColumn(
                name: "Promotes",
                table: "publish_requests");

            migrationBuilder.DropColumn(
                name: "TestVersion",
                table: "journeys");

            migrationBuilder.DropColumn(
                name: "ReleasedAt",
                table: "journey_versions");

            migrationBuilder.DropColumn(
                name: "Environment",
                table: "installations");

            migrationBuilder.DropColumn(
                name: "StandsFor",
                table: "installations");

            migrationBuilder.DropColumn(
                name: "Environment",
                table: "events");

            migrationBuilder.DropColumn(
                name: "Environment",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "Environment",
                table: "api_keys");

            migrationBuilder.AddPrimaryKey(
                name: "PK_reachable_hosts",
                table: "reachable_hosts",
                columns: new[] { "TenantId", "Host" });
        }
    }
}
