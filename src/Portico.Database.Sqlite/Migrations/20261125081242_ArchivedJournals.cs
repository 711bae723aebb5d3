using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ArchivedJournals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Hops",
                table: "events",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "ArchivedAt",
                table: "cases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "JournalBytes",
                table: "cases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "archived_journals",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    CaseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Rows = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_archived_journals", x => new { x.TenantId, x.CaseId });
                    table.ForeignKey(
                        name: "FK_archived_journals_cases_TenantId_CaseId",
                        columns: x => new { x.TenantId, x.CaseId },
                        principalTable: "cases",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_cases_EndedAt",
                table: "cases",
                column: "EndedAt",
                filter: "\"EndedAt\" IS NOT NULL AND \"ArchivedAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "archived_journals");

            migrationBuilder.DropIndex(
                name: "IX_cases_EndedAt",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "Hops",
                table: "events");

            migrationBuilder.DropColumn(
                name: "ArchivedAt",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "JournalBytes",
                table: "cases");
        }
    }
}
