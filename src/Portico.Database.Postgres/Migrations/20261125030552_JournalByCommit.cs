using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class JournalByCommit : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A row holds the lines of one commit from now on; until now it held one line. All tenants' rows: the owner is excused from row-level security meanwhile.
            migrationBuilder.Sql("""
                ALTER TABLE journal NO FORCE ROW LEVEL SECURITY;
                UPDATE journal SET "Data" = jsonb_build_array(jsonb_build_object('kind', "Kind", 'activity', "ActivityId", 'type', "ActivityType", 'data', "Data"::jsonb))::text;
                ALTER TABLE journal FORCE ROW LEVEL SECURITY;
                """);

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
                type: "character varying(100)",
                maxLength: 100,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "Parked",
                table: "cases",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Steps",
                table: "cases",
                type: "text",
                nullable: false,
                defaultValue: "");

            // A case is rewritten at each step: with room in its page the new version stays there and no index is touched. lz4 costs a fraction of the
            // default compression; a server without it keeps the default.
            migrationBuilder.Sql("""
                ALTER TABLE cases SET (fillfactor = 60);
                DO $$ BEGIN
                    ALTER TABLE cases ALTER COLUMN "State" SET COMPRESSION lz4;
                EXCEPTION WHEN feature_not_supported THEN NULL;
                END $$;
                """);
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
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ActivityType",
                table: "journal",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Kind",
                table: "journal",
                type: "character varying(64)",
                maxLength: 64,
                nullable: false,
                defaultValue: "");
        }
    }
}
