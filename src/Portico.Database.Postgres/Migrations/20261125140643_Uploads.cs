using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Uploads : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "case_files",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    Field = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Accept = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true),
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    Received = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Type = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Key = table.Column<string>(type: "text", nullable: false),
                    Preview = table.Column<byte[]>(type: "bytea", nullable: true),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    Used = table.Column<bool>(type: "boolean", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_case_files", x => new { x.TenantId, x.Id });
                    table.ForeignKey(
                        name: "FK_case_files_cases_TenantId_CaseId",
                        columns: x => new { x.TenantId, x.CaseId },
                        principalTable: "cases",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "file_parts",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    FileId = table.Column<Guid>(type: "uuid", nullable: false),
                    Clean = table.Column<bool>(type: "boolean", nullable: false),
                    Start = table.Column<long>(type: "bigint", nullable: false),
                    Content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_file_parts", x => new { x.TenantId, x.FileId, x.Clean, x.Start });
                    table.ForeignKey(
                        name: "FK_file_parts_case_files_TenantId_FileId",
                        columns: x => new { x.TenantId, x.FileId },
                        principalTable: "case_files",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_case_files_TenantId_CaseId",
                table: "case_files",
                columns: new[] { "TenantId", "CaseId" });

            migrationBuilder.CreateIndex(
                name: "IX_case_files_Used_CreatedAt",
                table: "case_files",
                columns: new[] { "Used", "CreatedAt" });

            migrationBuilder.Sql("""
                ALTER TABLE "case_files" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "case_files" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "case_files" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "case_files" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                ALTER TABLE "file_parts" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "file_parts" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "file_parts" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "file_parts" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "file_parts");

            migrationBuilder.DropTable(
                name: "case_files");
        }
    }
}
