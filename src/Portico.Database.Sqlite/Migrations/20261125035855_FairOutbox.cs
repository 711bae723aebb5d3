using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class FairOutbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_due_DueAt",
                table: "due");

            migrationBuilder.DropIndex(
                name: "IX_due_TenantId_Installation_ExternalRef",
                table: "due");

            migrationBuilder.AddColumn<int>(
                name: "Weight",
                table: "tenants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<long>(
                name: "FailingSince",
                table: "due",
                type: "INTEGER",
                nullable: true);

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_due_DueAt",
                table: "due");

            migrationBuilder.DropIndex(
                name: "IX_due_TenantId_DueAt",
                table: "due");

            migrationBuilder.DropIndex(
                name: "IX_due_TenantId_Installation_ExternalRef",
                table: "due");

            migrationBuilder.DropColumn(
                name: "Weight",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "FailingSince",
                table: "due");

            migrationBuilder.CreateIndex(
                name: "IX_due_DueAt",
                table: "due",
                column: "DueAt");

            migrationBuilder.CreateIndex(
                name: "IX_due_TenantId_Installation_ExternalRef",
                table: "due",
                columns: new[] { "TenantId", "Installation", "ExternalRef" });
        }
    }
}
