# SPDX-License-Identifier: EUPL-1.2
"""schools, wanted times, shelves, take-overs"""

import sqlalchemy as sa
from alembic import op

import booking.database

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holidays",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("advisory", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_holidays_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holidays")),
        sa.UniqueConstraint("scope", "starts_on", "name", name=op.f("uq_holidays_scope_starts_on_name")),
    )
    op.create_table(
        "wijken",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_wijken")),
    )
    op.create_table(
        "schools",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("house_number", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("municipality_code", sa.Text(), nullable=True),
        sa.Column("wijk_code", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("structure", sa.Text(), nullable=True),
        sa.Column("holiday_region", sa.Text(), nullable=True),
        sa.Column("pupils", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("pupils_year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("(status = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_schools_closed_has_day")),
        sa.CheckConstraint("kind IN ('po', 'sbo', 'so', 'vo', 'vso', 'mbo')", name=op.f("ck_schools_kind_known")),
        sa.CheckConstraint("source IN ('duo', 'hand')", name=op.f("ck_schools_source_known")),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_schools_status_known")),
        sa.CheckConstraint(
            "successor_id IS NULL OR (successor_id <> id AND status = 'closed')", name=op.f("ck_schools_succeeded")
        ),
        sa.CheckConstraint("length(code) = 6", name=op.f("ck_schools_code_of_six")),
        sa.CheckConstraint("pupils >= 0", name=op.f("ck_schools_pupils_sane")),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["schools.id"], name=op.f("fk_schools_successor_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["wijk_code"], ["wijken.code"], name=op.f("fk_schools_wijk_code"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools")),
        sa.UniqueConstraint("code", name=op.f("uq_schools_code")),
    )
    op.create_table(
        "shelves",
        sa.Column("link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("opened_at", booking.database.UTC(), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["secret_links.id"], name=op.f("fk_shelves_link_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_shelves")),
    )
    with op.batch_alter_table("shelves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shelves_email_key"), ["email_key"], unique=False)

    op.create_table(
        "wijk_postcodes",
        sa.Column("postcode_from", sa.Text(), nullable=False),
        sa.Column("postcode_to", sa.Text(), nullable=False),
        sa.Column("wijk_code", sa.Text(), nullable=False),
        sa.CheckConstraint("postcode_from <= postcode_to", name=op.f("ck_wijk_postcodes_in_order")),
        sa.ForeignKeyConstraint(
            ["wijk_code"], ["wijken.code"], name=op.f("fk_wijk_postcodes_wijk_code"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("postcode_from", name=op.f("pk_wijk_postcodes")),
    )
    with op.batch_alter_table("wijk_postcodes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wijk_postcodes_wijk_code"), ["wijk_code"], unique=False)

    op.create_table(
        "school_names",
        sa.Column("school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('former', 'alias')", name=op.f("ck_school_names_kind_known")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_school_names_school_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("school_id", "name_key", name=op.f("pk_school_names")),
    )
    op.create_table(
        "takeovers",
        sa.Column("link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("created_at", booking.database.UTC(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"], ["secret_links.id"], name=op.f("fk_takeovers_link_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["lesson_requests.id"], name=op.f("fk_takeovers_request_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_takeovers")),
    )
    with op.batch_alter_table("takeovers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_takeovers_request_id"), ["request_id"], unique=False)

    op.create_table(
        "wanted_times",
        sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("end_time", sa.Time(), nullable=True),
        sa.Column("lane", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("(start_time IS NULL) = (end_time IS NULL)", name=op.f("ck_wanted_times_both_times")),
        sa.CheckConstraint("start_time < end_time", name=op.f("ck_wanted_times_in_order")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_wanted_times_booking_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("booking_id", "position", name=op.f("pk_wanted_times")),
    )
    with op.batch_alter_table("lesson_requests", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("breaks", sa.JSON(), server_default="[]", nullable=False))
        batch_op.drop_index("ix_lesson_requests_typed_school")
        batch_op.create_index(
            batch_op.f("ix_lesson_requests_school_key_submitted_at"), ["school_key", "submitted_at"], unique=False
        )
        batch_op.create_index(
            "ix_lesson_requests_unlinked",
            ["submitted_at", "id"],
            unique=False,
            sqlite_where=sa.text("school_id IS NULL"),
            postgresql_where=sa.text("school_id IS NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_lesson_requests_school_id"), "schools", ["school_id"], ["id"], ondelete="RESTRICT"
        )
    op.execute("INSERT INTO versions (name, value) VALUES ('schools', 1), ('calendar', 1)")
    # A mail to a former contact must not be filled with the link of now: `outbox.actions.redirect` sees to it from here on.
    op.execute(
        """UPDATE outbox_mails SET link_id = NULL WHERE about_kind = 'request' AND EXISTS (
        SELECT 1 FROM lesson_requests WHERE lesson_requests.id = outbox_mails.about_id
        AND lesson_requests.link_id = outbox_mails.link_id AND lesson_requests.email_key <> outbox_mails.recipient_key)"""
    )


def downgrade() -> None:
    op.execute("DELETE FROM versions WHERE name IN ('schools', 'calendar')")
    op.execute("UPDATE lesson_requests SET school_id = NULL")
    with op.batch_alter_table("lesson_requests", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_lesson_requests_school_id"), type_="foreignkey")
        batch_op.drop_column("breaks")
        batch_op.drop_index("ix_lesson_requests_unlinked")
        batch_op.drop_index(batch_op.f("ix_lesson_requests_school_key_submitted_at"))
        batch_op.create_index(
            "ix_lesson_requests_typed_school",
            ["school_key", "submitted_at"],
            unique=False,
            sqlite_where=sa.text("school_id IS NULL"),
            postgresql_where=sa.text("school_id IS NULL"),
        )

    op.drop_table("wanted_times")
    with op.batch_alter_table("takeovers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_takeovers_request_id"))

    op.drop_table("takeovers")
    op.drop_table("school_names")
    with op.batch_alter_table("wijk_postcodes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wijk_postcodes_wijk_code"))

    op.drop_table("wijk_postcodes")
    with op.batch_alter_table("shelves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shelves_email_key"))

    op.drop_table("shelves")
    op.drop_table("schools")
    op.drop_table("wijken")
    op.drop_table("holidays")
