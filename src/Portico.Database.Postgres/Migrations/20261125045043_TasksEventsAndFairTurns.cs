using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class TasksEventsAndFairTurns : Migration
    {
        private static readonly string[] Tables = ["closing_days", "events", "reachable_hosts", "starters", "tasks", "waits"];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_due_cases_TenantId_CaseId",
                table: "due");

            migrationBuilder.DropIndex(
                name: "IX_due_DueAt",
                table: "due");

            migrationBuilder.DropIndex(
                name: "IX_due_TenantId_Installation_ExternalRef",
                table: "due");

            migrationBuilder.AddColumn<string>(
                name: "TimeZone",
                table: "tenants",
                type: "character varying(64)",
                maxLength: 64,
                nullable: false,
                defaultValue: "Etc/UTC");

            migrationBuilder.AddColumn<int>(
                name: "Weight",
                table: "tenants",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "FailingSince",
                table: "due",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Subject",
                table: "due",
                type: "character varying(64)",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "CorrelationId",
                table: "cases",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Depth",
                table: "cases",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Holds",
                table: "cases",
                type: "character varying(300)",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Zone",
                table: "cases",
                type: "character varying(64)",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "closing_days",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Day = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_closing_days", x => new { x.TenantId, x.Day });
                });

            migrationBuilder.CreateTable(
                name: "events",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    CorrelationId = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Payload = table.Column<string>(type: "text", nullable: true),
                    SourceId = table.Column<Guid>(type: "uuid", nullable: false),
                    IsLocal = table.Column<bool>(type: "boolean", nullable: false),
                    Depth = table.Column<int>(type: "integer", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    PublishedAt = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_events", x => new { x.TenantId, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "reachable_hosts",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Host = table.Column<string>(type: "character varying(253)", maxLength: 253, nullable: false),
                    AddedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reachable_hosts", x => new { x.TenantId, x.Host });
                });

            migrationBuilder.CreateTable(
                name: "starters",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    JourneyKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    VersionId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ActivityId = table.Column<string>(type: "text", nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Methods = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Authorize = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_starters", x => new { x.TenantId, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "tasks",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    CaseNumber = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    JourneyKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ActivityId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Kind = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Skill = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    OpenedAt = table.Column<long>(type: "bigint", nullable: false),
                    Deadline = table.Column<long>(type: "bigint", nullable: true),
                    Priority = table.Column<int>(type: "integer", nullable: false),
                    Urgency = table.Column<long>(type: "bigint", nullable: false),
                    FourEyes = table.Column<bool>(type: "boolean", nullable: false),
                    ProposedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    ProposedOutcome = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    ClaimedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    ClaimedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tasks", x => new { x.TenantId, x.Id });
                    table.ForeignKey(
                        name: "FK_tasks_cases_TenantId_CaseId",
                        columns: x => new { x.TenantId, x.CaseId },
                        principalTable: "cases",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "waits",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    WaitId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Event = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    CorrelationId = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true)
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
                name: "IX_due_DueAt",
                table: "due",
                column: "DueAt",
                filter: "\"State\" <> 'Parked'");

            migrationBuilder.CreateIndex(
                name: "IX_due_TenantId_DueAt",
                table: "due",
                columns: new[] { "TenantId", "DueAt" },
                filter: "\"State\" <> 'Parked'");

            migrationBuilder.CreateIndex(
                name: "IX_due_TenantId_Installation_ExternalRef",
                table: "due",
                columns: new[] { "TenantId", "Installation", "ExternalRef" },
                filter: "\"ExternalRef\" IS NOT NULL");

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
                name: "IX_tasks_TenantId_CaseId",
                table: "tasks",
                columns: new[] { "TenantId", "CaseId" });

            migrationBuilder.CreateIndex(
                name: "IX_tasks_TenantId_ClaimedBy",
                table: "tasks",
                columns: new[] { "TenantId", "ClaimedBy" });

            migrationBuilder.CreateIndex(
                name: "IX_tasks_TenantId_Urgency_Id",
                table: "tasks",
                columns: new[] { "TenantId", "Urgency", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_waits_TenantId_Event",
                table: "waits",
                columns: new[] { "TenantId", "Event" });

            foreach (var table in Tables)
            {
                migrationBuilder.Sql($"""
                    ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
                    ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;
                    CREATE POLICY tenant_rows ON "{table}" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                    CREATE POLICY across_tenants ON "{table}" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                    """);
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "closing_days");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "reachable_hosts");

            migrationBuilder.DropTable(
                name: "starters");

            migrationBuilder.DropTable(
                name: "tasks");

            migrationBuilder.DropTable(
                name: "waits");

            migrationBuilder.DropIndex(
                name: "IX_due_DueAt",
                table: "due");

            migrationBuilder.DropIndex(
                name: "IX_due_TenantId_DueAt",
                table: "due");

            migrationBuilder.DropIndex(
                name: "IX_due_TenantId_Installation_ExternalRef",
                table: "due");

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
                name: "Weight",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "FailingSince",
                table: "due");

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

            migrationBuilder.CreateIndex(
                name: "IX_due_DueAt",
                table: "due",
                column: "DueAt");

            migrationBuilder.CreateIndex(
                name: "IX_due_TenantId_Installation_ExternalRef",
                table: "due",
                columns: new[] { "TenantId", "Installation", "ExternalRef" });

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
