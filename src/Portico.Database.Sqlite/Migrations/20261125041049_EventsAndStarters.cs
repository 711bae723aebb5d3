using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class EventsAndStarters : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_due_cases_TenantId_CaseId",
                table: "due");

            migrationBuilder.AddColumn<string>(
                name: "TimeZone",
                table: "tenants",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "Etc/UTC");

            migrationBuilder.AddColumn<string>(
                name: "Subject",
                table: "due",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "CorrelationId",
                table: "cases",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Depth",
                table: "cases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Holds",
                table: "cases",
                type: "TEXT",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Zone",
                table: "cases",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "events",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    CorrelationId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Payload = table.Column<string>(type: "TEXT", nullable: true),
                    SourceId = table.Column<Guid>(type: "TEXT", nullable: false),
                    IsLocal = table.Column<bool>(type: "INTEGER", nullable: false),
                    Depth = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    PublishedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_events", x => new { x.TenantId, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "reachable_hosts",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Host = table.Column<string>(type: "TEXT", maxLength: 253, nullable: false),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reachable_hosts", x => new { x.TenantId, x.Host });
                });

            migrationBuilder.CreateTable(
                name: "starters",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    JourneyKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    VersionId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    ActivityId = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Methods = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Authorize = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_starters", x => new { x.TenantId, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "waits",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    CaseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    WaitId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Event = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    CorrelationId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_waits", x => new { x.TenantId, x.CaseId, x.WaitId });
                    table.ForeignKey(
                        name: "FK_waits_cases_TenantId_CaseId",
                        columns: x => new { x.TenantId, x.CaseId },
                        principalTable: "cases",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_cases_TenantId_CorrelationId",
                table: "cases",
                columns: new[] { "TenantId", "CorrelationId" },
                filter: "\"CorrelationId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_cases_TenantId_Holds",
                table: "cases",
                columns: new[] { "TenantId", "Holds" },
                unique: true,
                filter: "\"Holds\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_events_TenantId_Name_State",
                table: "events",
                columns: new[] { "TenantId", "Name", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_events_TenantId_PublishedAt",
                table: "events",
                columns: new[] { "TenantId", "PublishedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_starters_TenantId_JourneyKey",
                table: "starters",
                columns: new[] { "TenantId", "JourneyKey" });

            migrationBuilder.CreateIndex(
                name: "IX_starters_TenantId_Kind_Key",
                table: "starters",
                columns: new[] { "TenantId", "Kind", "Key" });

            migrationBuilder.CreateIndex(
                name: "IX_waits_TenantId_Event",
                table: "waits",
                columns: new[] { "TenantId", "Event" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "reachable_hosts");

            migrationBuilder.DropTable(
                name: "starters");

            migrationBuilder.DropTable(
                name: "waits");

            migrationBuilder.DropIndex(
                name: "IX_cases_TenantId_CorrelationId",
                table: "cases");

            migrationBuilder.DropIndex(
                name: "IX_cases_TenantId_Holds",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "TimeZone",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "Subject",
                table: "due");

            migrationBuilder.DropColumn(
                name: "CorrelationId",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "Depth",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "Holds",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "Zone",
                table: "cases");

            migrationBuilder.AddForeignKey(
                name: "FK_due_cases_TenantId_CaseId",
                table: "due",
                columns: new[] { "TenantId", "CaseId" },
                principalTable: "cases",
                principalColumns: new[] { "TenantId", "Id" },
                onDelete: ReferentialAction.Cascade);
        }
    }
}
