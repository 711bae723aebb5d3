using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portico.Database.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Appointments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "appointments",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Environment = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, defaultValue: "Live"),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    CaseNumber = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Field = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Service = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Resource = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Seat = table.Column<int>(type: "integer", nullable: false),
                    StartsAt = table.Column<long>(type: "bigint", nullable: false),
                    EndsAt = table.Column<long>(type: "bigint", nullable: false),
                    BusyUntil = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Moves = table.Column<int>(type: "integer", nullable: false),
                    BookedAt = table.Column<long>(type: "bigint", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_appointments", x => new { x.TenantId, x.Id });
                    table.ForeignKey(
                        name: "FK_appointments_cases_TenantId_CaseId",
                        columns: x => new { x.TenantId, x.CaseId },
                        principalTable: "cases",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "bookable_resources",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Key = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Skills = table.Column<string>(type: "text", nullable: false),
                    Capacity = table.Column<int>(type: "integer", nullable: false),
                    Weight = table.Column<int>(type: "integer", nullable: false),
                    TimeZone = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Paused = table.Column<bool>(type: "boolean", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bookable_resources", x => new { x.TenantId, x.Key });
                });

            migrationBuilder.CreateTable(
                name: "bookable_services",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Key = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    DurationMinutes = table.Column<int>(type: "integer", nullable: false),
                    BufferMinutes = table.Column<int>(type: "integer", nullable: false),
                    LeadHours = table.Column<int>(type: "integer", nullable: false),
                    HorizonDays = table.Column<int>(type: "integer", nullable: false),
                    ChangeHours = table.Column<int>(type: "integer", nullable: false),
                    Skills = table.Column<string>(type: "text", nullable: false),
                    Hours = table.Column<string>(type: "text", nullable: false),
                    Paused = table.Column<bool>(type: "boolean", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bookable_services", x => new { x.TenantId, x.Key });
                });

            migrationBuilder.CreateTable(
                name: "slot_claims",
                columns: table => new
                {
                    TenantId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Environment = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, defaultValue: "Live"),
                    Resource = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Seat = table.Column<int>(type: "integer", nullable: false),
                    Quarter = table.Column<int>(type: "integer", nullable: false),
                    AppointmentId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_slot_claims", x => new { x.TenantId, x.Environment, x.Resource, x.Seat, x.Quarter });
                    table.ForeignKey(
                        name: "FK_slot_claims_appointments_TenantId_AppointmentId",
                        columns: x => new { x.TenantId, x.AppointmentId },
                        principalTable: "appointments",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_appointments_TenantId_CaseId",
                table: "appointments",
                columns: new[] { "TenantId", "CaseId" });

            migrationBuilder.CreateIndex(
                name: "IX_appointments_TenantId_CaseId_Field",
                table: "appointments",
                columns: new[] { "TenantId", "CaseId", "Field" },
                unique: true,
                filter: "\"State\" = 'Booked'");

            migrationBuilder.CreateIndex(
                name: "IX_appointments_TenantId_StartsAt",
                table: "appointments",
                columns: new[] { "TenantId", "StartsAt" });

            migrationBuilder.CreateIndex(
                name: "IX_appointments_TenantId_State_StartsAt",
                table: "appointments",
                columns: new[] { "TenantId", "State", "StartsAt" });

            migrationBuilder.CreateIndex(
                name: "IX_slot_claims_TenantId_AppointmentId",
                table: "slot_claims",
                columns: new[] { "TenantId", "AppointmentId" });

            migrationBuilder.Sql("""
                ALTER TABLE "appointments" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "appointments" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "appointments" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "appointments" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                ALTER TABLE "bookable_resources" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "bookable_resources" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "bookable_resources" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "bookable_resources" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                ALTER TABLE "bookable_services" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "bookable_services" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "bookable_services" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "bookable_services" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                ALTER TABLE "slot_claims" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "slot_claims" FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant_rows ON "slot_claims" USING ("TenantId" = current_setting('portico.tenant', true)) WITH CHECK ("TenantId" = current_setting('portico.tenant', true));
                CREATE POLICY across_tenants ON "slot_claims" FOR SELECT USING (current_setting('portico.tenant', true) = '*');
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "bookable_resources");

            migrationBuilder.DropTable(
                name: "bookable_services");

            migrationBuilder.DropTable(
                name: "slot_claims");

            migrationBuilder.DropTable(
                name: "appointments");
        }
    }
}
