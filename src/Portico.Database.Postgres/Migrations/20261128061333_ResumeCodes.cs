using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class ResumeCodes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "UsedAt",
                table: "resume_links",
                newName: "CodeExpiresAt");

            migrationBuilder.AddColumn<string>(
                name: "Channel",
                table: "resume_links",
                type: "character varying(16)",
                maxLength: 16,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "CodeHash",
                table: "resume_links",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "CodeTries",
                table: "resume_links",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "To",
                table: "resume_links",
                type: "character varying(254)",
                maxLength: 254,
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Channel",
                table: "resume_links");

            migrationBuilder.DropColumn(
                name: "CodeHash",
                table: "resume_links");

            migrationBuilder.DropColumn(
                name: "CodeTries",
                table: "resume_links");

            migrationBuilder.DropColumn(
                name: "To",
                table: "resume_links");

            migrationBuilder.RenameColumn(
                name: "CodeExpiresAt",
                table: "resume_links",
                newName: "UsedAt");
        }
    }
}
