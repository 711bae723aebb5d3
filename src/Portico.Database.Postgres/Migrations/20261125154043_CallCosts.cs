using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class CallCosts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "CallCostMicros",
                table: "installations",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "CostMicros",
                table: "cases",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "CallCostMicros",
                table: "installations");

            migrationBuilder.DropColumn(
                name: "CostMicros",
                table: "cases");
        }
    }
}
