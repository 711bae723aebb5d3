using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class JournalByCommit : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A row holds the lines of one commit from now on; until now it held one line.
            migrationBuilder.Sql("""UPDATE journal SET "Data" = json_array(json_object('kind', "Kind", 'activity', "ActivityId", 'type', "ActivityType", 'data', json("Data")));""");

            migrationBuilder.DropColumn(
                name: "ActivityId",
                table: "journal");

            migrationBuilder.DropColumn(
                name: "ActivityType",
                table: "journal");

            migrationBuilder.DropColumn(
                name: "Kind",
                table: "journal");

            migrationBuilder.RenameColumn(
                name: "Data",
                table: "journal",
                newName: "Lines");

            migrationBuilder.AddColumn<string>(
                name: "Actor",
                table: "journal",
                type: "TEXT",
                maxLength: 100,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "Parked",
                table: "cases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Steps",
                table: "cases",
                type: "TEXT",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Actor",
                table: "journal");

            migrationBuilder.DropColumn(
                name: "Parked",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "Steps",
                table: "cases");

            migrationBuilder.RenameColumn(
                name: "Lines",
                table: "journal",
                newName: "Data");

            migrationBuilder.AddColumn<string>(
                name: "ActivityId",
                table: "journal",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ActivityType",
                table: "journal",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Kind",
                table: "journal",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "");
        }
    }
}
