using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class LongLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_messages_TenantId_CreatedAt",
                table: "messages",
                columns: new[] { "TenantId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_messages_TenantId_State_CreatedAt",
                table: "messages",
                columns: new[] { "TenantId", "State", "CreatedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_messages_TenantId_CreatedAt",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "IX_messages_TenantId_State_CreatedAt",
                table: "messages");
        }
    }
}
