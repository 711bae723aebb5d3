using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class CasesByStatusAndJourney : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_cases_TenantId_JourneyKey_Status",
                table: "cases");

            migrationBuilder.CreateIndex(
                name: "IX_messages_TenantId_To",
                table: "messages",
                columns: new[] { "TenantId", "To" });

            migrationBuilder.CreateIndex(
                name: "IX_cases_TenantId_JourneyKey_StartedAt",
                table: "cases",
                columns: new[] { "TenantId", "JourneyKey", "StartedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_cases_TenantId_Status_StartedAt",
                table: "cases",
                columns: new[] { "TenantId", "Status", "StartedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_messages_TenantId_To",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "IX_cases_TenantId_JourneyKey_StartedAt",
                table: "cases");

            migrationBuilder.DropIndex(
                name: "IX_cases_TenantId_Status_StartedAt",
                table: "cases");

            migrationBuilder.CreateIndex(
                name: "IX_cases_TenantId_JourneyKey_Status",
                table: "cases",
                columns: new[] { "TenantId", "JourneyKey", "Status" });
        }
    }
}
