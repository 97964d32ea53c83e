# SPDX-License-Identifier: EUPL-1.2
"""the first tables"""

import sqlalchemy as sa
from alembic import op

import booking.database

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", booking.database.UTC(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=True),
        sa.Column("root_kind", sa.Text(), nullable=False),
        sa.Column("root_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=True),
        sa.Column("to_status", sa.Text(), nullable=True),
        sa.Column("act", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=True),
        sa.Column("trace", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "actor_kind IN ('teacher', 'trainer', 'staff', 'clock', 'command')",
            name=op.f("ck_history_actor_kind_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_history_actor_kind_actor_id_id"), ["actor_kind", "actor_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_history_root_kind_root_id_id"), ["root_kind", "root_id", "id"], unique=False
        )

    op.create_table(
        "outbox_state",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("control_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("worker_beat_at", booking.database.UTC(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_outbox_state_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_state")),
    )
    op.create_table(
        "programmes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint("level IN ('po', 'vo', 'vmbo', 'mbo')", name=op.f("ck_programmes_level_known")),
        sa.CheckConstraint("status IN ('draft', 'published', 'archived')", name=op.f("ck_programmes_status_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.UniqueConstraint("slug", name=op.f("uq_programmes_slug")),
    )
    op.create_table(
        "providers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("archived_at", booking.database.UTC(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_providers")),
        sa.UniqueConstraint("slug", name=op.f("uq_providers_slug")),
    )
    op.create_table(
        "roles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("name IN ('coordinator', 'secretariat', 'administrator')", name=op.f("ck_roles_name_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_roles_name")),
    )
    op.create_table(
        "secret_links",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("renewed_at", booking.database.UTC(), nullable=False),
        sa.Column("expires_at", booking.database.UTC(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('request', 'trainer', 'feed', 'shelf', 'takeover', 'password')",
            name=op.f("ck_secret_links_purpose_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_secret_links_token_hash")),
    )
    op.create_table(
        "themes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("search_words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["themes.id"], name=op.f("fk_themes_parent_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_themes")),
        sa.UniqueConstraint("slug", name=op.f("uq_themes_slug")),
    )
    op.create_table(
        "versions",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_versions")),
    )
    op.create_table(
        "offerings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("learning_goals", sa.JSON(), nullable=False),
        sa.Column("outline", sa.JSON(), nullable=False),
        sa.Column("school_arranges", sa.JSON(), nullable=False),
        sa.Column("for_parents", sa.Text(), nullable=True),
        sa.Column("for_teachers", sa.Text(), nullable=True),
        sa.Column("core_objectives", sa.JSON(), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=True),
        sa.Column("sessions_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("minutes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("min_people", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("max_people", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cost_kind", sa.Text(), nullable=False),
        sa.Column("cost_cents", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cost_unit", sa.Text(), nullable=True),
        sa.Column("cost_note", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("place_note", sa.Text(), nullable=True),
        sa.Column("lead_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("months", sa.JSON(), nullable=False),
        sa.Column("materials_url", sa.Text(), nullable=True),
        sa.Column("search_words", sa.Text(), nullable=False),
        sa.Column("requests_from", sa.Date(), nullable=True),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("load_hash", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("published_at", booking.database.UTC(), nullable=True),
        sa.CheckConstraint("(cost_kind = 'free') = (cost_cents IS NULL)", name=op.f("ck_offerings_cost_has_amount")),
        sa.CheckConstraint("cost_kind IN ('free', 'priced')", name=op.f("ck_offerings_cost_kind_known")),
        sa.CheckConstraint(
            "kind IN ('lesson', 'series', 'training', 'parents', 'team', 'meeting')",
            name=op.f("ck_offerings_kind_known"),
        ),
        sa.CheckConstraint(
            "place IN ('school', 'location', 'vehicle', 'online')", name=op.f("ck_offerings_place_known")
        ),
        sa.CheckConstraint("status IN ('draft', 'published', 'archived')", name=op.f("ck_offerings_status_known")),
        sa.CheckConstraint("min_people <= max_people", name=op.f("ck_offerings_people_in_order")),
        sa.CheckConstraint("sessions_count >= 1 AND minutes >= 1", name=op.f("ck_offerings_lasts")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.id"], name=op.f("fk_offerings_provider_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offerings")),
        sa.UniqueConstraint("slug", name=op.f("uq_offerings_slug")),
    )
    op.create_table(
        "outbox_mails",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("about_kind", sa.Text(), nullable=False),
        sa.Column("about_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("recipient_key", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body_text", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=True),
        sa.Column("calendar_method", sa.Text(), nullable=True),
        sa.Column("link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", booking.database.UTC(), nullable=False),
        sa.Column("due_at", booking.database.UTC(), nullable=False),
        sa.Column("claimed_until", booking.database.UTC(), nullable=True),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sent_at", booking.database.UTC(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("bounced_at", booking.database.UTC(), nullable=True),
        sa.CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_outbox_mails_sent_has_moment")),
        sa.CheckConstraint(
            "status IN ('queued', 'sent', 'failed', 'held', 'dropped')", name=op.f("ck_outbox_mails_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["secret_links.id"], name=op.f("fk_outbox_mails_link_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mails")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_mails_dedupe_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_mails_message_id")),
    )
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outbox_mails_about_kind_about_id_id"), ["about_kind", "about_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_outbox_mails_conversation",
            ["thread", "recipient_key", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'queued'"),
            postgresql_where=sa.text("status = 'queued'"),
        )
        batch_op.create_index(
            "ix_outbox_mails_due",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'queued'"),
            postgresql_where=sa.text("status = 'queued'"),
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_mails_recipient_key_created_at"), ["recipient_key", "created_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_outbox_mails_status_id"), ["status", "id"], unique=False)

    op.create_table(
        "programme_texts",
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_programme_texts_programme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("programme_id", "language", name=op.f("pk_programme_texts")),
    )
    op.create_table(
        "staff_members",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("fs_uniquifier", sa.Text(), nullable=False),
        sa.Column("created_at", booking.database.UTC(), nullable=False),
        sa.Column("password_changed_at", booking.database.UTC(), nullable=True),
        sa.Column("password_link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("archived_at", booking.database.UTC(), nullable=True),
        sa.ForeignKeyConstraint(
            ["password_link_id"],
            ["secret_links.id"],
            name=op.f("fk_staff_members_password_link_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_members")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_members_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_staff_members_fs_uniquifier")),
        sa.UniqueConstraint("password_link_id", name=op.f("uq_staff_members_password_link_id")),
    )
    op.create_table(
        "trainers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("usual_weekdays", sa.JSON(), nullable=True),
        sa.Column("link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("archived_at", booking.database.UTC(), nullable=True),
        sa.ForeignKeyConstraint(
            ["link_id"], ["secret_links.id"], name=op.f("fk_trainers_link_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.id"], name=op.f("fk_trainers_provider_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainers")),
        sa.UniqueConstraint("email_key", name=op.f("uq_trainers_email_key")),
        sa.UniqueConstraint("link_id", name=op.f("uq_trainers_link_id")),
    )
    op.create_table(
        "lesson_requests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=True),
        sa.Column("form_hash", sa.Text(), nullable=True),
        sa.Column("link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("school_name", sa.Text(), nullable=False),
        sa.Column("school_key", sa.Text(), nullable=False),
        sa.Column("school_address", sa.Text(), nullable=False),
        sa.Column("school_wijk", sa.Text(), nullable=True),
        sa.Column("school_kind", sa.Text(), nullable=True),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("day_contact", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("wish_weekdays", sa.JSON(), nullable=False),
        sa.Column("wish_dayparts", sa.JSON(), nullable=False),
        sa.Column("wish_from", sa.Date(), nullable=True),
        sa.Column("wish_until", sa.Date(), nullable=True),
        sa.Column("wish_same_day", sa.Boolean(), nullable=False),
        sa.Column("assignee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("submitted_at", booking.database.UTC(), nullable=False),
        sa.Column("school_changed_at", booking.database.UTC(), nullable=True),
        sa.Column("answered_at", booking.database.UTC(), nullable=True),
        sa.Column("closed_at", booking.database.UTC(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("purge_on", sa.Date(), nullable=True),
        sa.Column("anonymised_at", booking.database.UTC(), nullable=True),
        sa.CheckConstraint(
            "(status = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_lesson_requests_closed_has_moment")
        ),
        sa.CheckConstraint(
            "result IN ('given', 'not_given', 'cancelled', 'declined', 'withdrawn')",
            name=op.f("ck_lesson_requests_result_known"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'waiting', 'planned', 'closed')", name=op.f("ck_lesson_requests_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["staff_members.id"], name=op.f("fk_lesson_requests_assignee_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["staff_members.id"], name=op.f("fk_lesson_requests_entered_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["secret_links.id"], name=op.f("fk_lesson_requests_link_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_lesson_requests_programme_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_requests")),
        sa.UniqueConstraint("form_key", name=op.f("uq_lesson_requests_form_key")),
        sa.UniqueConstraint("link_id", name=op.f("uq_lesson_requests_link_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("lesson_requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lesson_requests_email_key_submitted_at"), ["email_key", "submitted_at"], unique=False
        )
        batch_op.create_index(
            "ix_lesson_requests_mine",
            ["assignee_id", "status", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("assignee_id IS NOT NULL"),
            postgresql_where=sa.text("assignee_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_lesson_requests_purge",
            ["purge_on", "id"],
            unique=False,
            sqlite_where=sa.text("anonymised_at IS NULL AND purge_on IS NOT NULL"),
            postgresql_where=sa.text("anonymised_at IS NULL AND purge_on IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_lesson_requests_school_id_submitted_at"), ["school_id", "submitted_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_lesson_requests_status_due_on_id"), ["status", "due_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_lesson_requests_typed_school",
            ["school_key", "submitted_at"],
            unique=False,
            sqlite_where=sa.text("school_id IS NULL"),
            postgresql_where=sa.text("school_id IS NULL"),
        )

    op.create_table(
        "lesson_sessions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offering_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=False),
        sa.Column("end_time", sa.Time(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("starts_at", booking.database.UTC(), nullable=False),
        sa.Column("ends_at", booking.database.UTC(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=True),
        sa.Column("seats", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seats_taken", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("(kind = 'open') = (seats IS NOT NULL)", name=op.f("ck_lesson_sessions_open_has_seats")),
        sa.CheckConstraint("kind IN ('school', 'open')", name=op.f("ck_lesson_sessions_kind_known")),
        sa.CheckConstraint("status IN ('held', 'planned', 'cancelled')", name=op.f("ck_lesson_sessions_status_known")),
        sa.CheckConstraint(
            "seats_taken >= 0 AND (seats IS NULL OR seats_taken <= seats)",
            name=op.f("ck_lesson_sessions_not_overbooked"),
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_lesson_sessions_starts_before_it_ends")),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offerings.id"], name=op.f("fk_lesson_sessions_offering_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_sessions")),
        sa.UniqueConstraint("id", "starts_at", "ends_at", name="uq_lesson_sessions_times"),
        sa.UniqueConstraint("uid", name=op.f("uq_lesson_sessions_uid")),
    )
    with op.batch_alter_table("lesson_sessions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lesson_sessions_on_date_start_time_id"), ["on_date", "start_time", "id"], unique=False
        )
        batch_op.create_index(
            "ix_lesson_sessions_open",
            ["offering_id", "starts_at", "id"],
            unique=False,
            sqlite_where=sa.text("kind = 'open' AND status = 'planned'"),
            postgresql_where=sa.text("kind = 'open' AND status = 'planned'"),
        )

    op.create_table(
        "offering_levels",
        sa.Column("offering_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("year_from", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tracks", sa.JSON(), nullable=False),
        sa.CheckConstraint("level IN ('po', 'vo', 'vmbo', 'mbo')", name=op.f("ck_offering_levels_level_known")),
        sa.CheckConstraint("year_from <= year_to", name=op.f("ck_offering_levels_years_in_order")),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offerings.id"], name=op.f("fk_offering_levels_offering_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("offering_id", "level", name=op.f("pk_offering_levels")),
    )
    op.create_table(
        "offering_parts",
        sa.Column("offering_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("guest", sa.Text(), nullable=True),
        sa.Column("outline", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offerings.id"], name=op.f("fk_offering_parts_offering_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("offering_id", "position", name=op.f("pk_offering_parts")),
    )
    op.create_table(
        "offering_slugs",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("offering_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offerings.id"], name=op.f("fk_offering_slugs_offering_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_offering_slugs")),
    )
    op.create_table(
        "offering_texts",
        sa.Column("offering_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offerings.id"], name=op.f("fk_offering_texts_offering_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("offering_id", "language", name=op.f("pk_offering_texts")),
    )
    op.create_table(
        "offering_themes",
        sa.Column("offering_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("theme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offerings.id"], name=op.f("fk_offering_themes_offering_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["themes.id"], name=op.f("fk_offering_themes_theme_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("offering_id", "theme_id", name=op.f("pk_offering_themes")),
    )
    op.create_table(
        "programme_items",
        sa.Column("programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offering_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("min_gap_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("max_gap_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("month_from", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("month_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offerings.id"], name=op.f("fk_programme_items_offering_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_programme_items_programme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("programme_id", "position", name=op.f("pk_programme_items")),
    )
    op.create_table(
        "roles_users",
        sa.Column("staff_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name=op.f("fk_roles_users_role_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["staff_member_id"], ["staff_members.id"], name=op.f("fk_roles_users_staff_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_member_id", "role_id", name=op.f("pk_roles_users")),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", booking.database.UTC(), nullable=False),
        sa.Column("ends_at", booking.database.UTC(), nullable=False),
        sa.Column("ended_at", booking.database.UTC(), nullable=True),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_member_id"],
            ["staff_members.id"],
            name=op.f("fk_staff_sessions_staff_member_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_sessions")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_staff_sessions_key_hash")),
    )
    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_staff_sessions_open",
            ["staff_member_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "trainer_offerings",
        sa.Column("trainer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offering_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offerings.id"], name=op.f("fk_trainer_offerings_offering_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["trainer_id"], ["trainers.id"], name=op.f("fk_trainer_offerings_trainer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("trainer_id", "offering_id", name=op.f("pk_trainer_offerings")),
    )
    op.create_table(
        "groups",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("year_from", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("year_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("track", sa.Text(), nullable=True),
        sa.Column("people", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("wish", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind = 'class' OR (year_from IS NULL AND year_to IS NULL)", name=op.f("ck_groups_year_of_a_class")
        ),
        sa.CheckConstraint("kind IN ('class', 'teachers', 'parents')", name=op.f("ck_groups_kind_known")),
        sa.CheckConstraint("level IN ('po', 'vo', 'vmbo', 'mbo')", name=op.f("ck_groups_level_known")),
        sa.CheckConstraint("people BETWEEN 1 AND 999", name=op.f("ck_groups_people_sane")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["lesson_requests.id"], name=op.f("fk_groups_request_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("id", "request_id", name=op.f("uq_groups_id_request_id")),
        sa.UniqueConstraint("request_id", "position", name=op.f("uq_groups_request_id_position")),
    )
    op.create_table(
        "session_trainers",
        sa.Column("session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("trainer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_at", booking.database.UTC(), nullable=False),
        sa.Column("ends_at", booking.database.UTC(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id", "starts_at", "ends_at"],
            ["lesson_sessions.id", "lesson_sessions.starts_at", "lesson_sessions.ends_at"],
            name=op.f("fk_session_trainers_session_id_starts_at_ends_at"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["trainer_id"], ["trainers.id"], name=op.f("fk_session_trainers_trainer_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("session_id", "trainer_id", name=op.f("pk_session_trainers")),
    )
    with op.batch_alter_table("session_trainers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_session_trainers_trainer_id_starts_at"), ["trainer_id", "starts_at"], unique=False
        )

    op.create_table(
        "bookings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offering_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("submitted_at", booking.database.UTC(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("people", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("wanted_session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("minutes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sessions_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cost_kind", sa.Text(), nullable=False),
        sa.Column("cost_cents", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cost_unit", sa.Text(), nullable=True),
        sa.Column("waitlisted_at", booking.database.UTC(), nullable=True),
        sa.Column("options_until", booking.database.UTC(), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("reason_text", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(status = 'proposed') = (options_until IS NOT NULL)", name=op.f("ck_bookings_proposed_has_end")
        ),
        sa.CheckConstraint(
            "(status = 'waitlisted') = (waitlisted_at IS NOT NULL)", name=op.f("ck_bookings_waitlisted_has_moment")
        ),
        sa.CheckConstraint(
            "status IN ('submitted', 'proposed', 'waitlisted', 'confirmed', 'declined', 'withdrawn', 'cancelled', 'given', 'not_given')",
            name=op.f("ck_bookings_status_known"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('declined', 'cancelled') OR reason_code IS NOT NULL",
            name=op.f("ck_bookings_refused_has_reason"),
        ),
        sa.CheckConstraint("people BETWEEN 1 AND 999", name=op.f("ck_bookings_people_sane")),
        sa.ForeignKeyConstraint(
            ["group_id", "request_id"],
            ["groups.id", "groups.request_id"],
            name=op.f("fk_bookings_group_id_request_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offerings.id"], name=op.f("fk_bookings_offering_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["lesson_requests.id"], name=op.f("fk_bookings_request_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["wanted_session_id"],
            ["lesson_sessions.id"],
            name=op.f("fk_bookings_wanted_session_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("request_id", "position", name=op.f("uq_bookings_request_id_position")),
    )
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.create_index(
            "ix_bookings_line",
            ["wanted_session_id", "waitlisted_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'waitlisted'"),
            postgresql_where=sa.text("status = 'waitlisted'"),
        )
        batch_op.create_index(batch_op.f("ix_bookings_offering_id_status"), ["offering_id", "status"], unique=False)
        batch_op.create_index(
            "ix_bookings_options",
            ["options_until", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'proposed'"),
            postgresql_where=sa.text("status = 'proposed'"),
        )
        batch_op.create_index(
            "uq_bookings_open_double",
            ["request_id", "group_id", "offering_id"],
            unique=True,
            sqlite_where=sa.text("status NOT IN ('cancelled', 'declined', 'not_given', 'withdrawn')"),
            postgresql_where=sa.text("status NOT IN ('cancelled', 'declined', 'not_given', 'withdrawn')"),
        )

    op.create_table(
        "seats",
        sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("option_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("people", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("came", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("option_no BETWEEN 0 AND 3", name=op.f("ck_seats_option_known")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_seats_booking_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["lesson_sessions.id"], name=op.f("fk_seats_session_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("booking_id", "session_id", name=op.f("pk_seats")),
        sa.UniqueConstraint("booking_id", "option_no", "position", name=op.f("uq_seats_booking_id_option_no_position")),
    )
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seats_session_id"), ["session_id"], unique=False)
    op.execute("INSERT INTO roles (name) VALUES ('coordinator'), ('secretariat'), ('administrator')")
    op.execute("INSERT INTO versions (name, value) VALUES ('catalogue', 1)")
    op.execute("INSERT INTO outbox_state (id, control_number) VALUES (1, 0)")


def downgrade() -> None:
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seats_session_id"))

    op.drop_table("seats")
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bookings_open_double",
            sqlite_where=sa.text("status NOT IN ('cancelled', 'declined', 'not_given', 'withdrawn')"),
            postgresql_where=sa.text("status NOT IN ('cancelled', 'declined', 'not_given', 'withdrawn')"),
        )
        batch_op.drop_index(
            "ix_bookings_options",
            sqlite_where=sa.text("status = 'proposed'"),
            postgresql_where=sa.text("status = 'proposed'"),
        )
        batch_op.drop_index(batch_op.f("ix_bookings_offering_id_status"))
        batch_op.drop_index(
            "ix_bookings_line",
            sqlite_where=sa.text("status = 'waitlisted'"),
            postgresql_where=sa.text("status = 'waitlisted'"),
        )

    op.drop_table("bookings")
    with op.batch_alter_table("session_trainers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_trainers_trainer_id_starts_at"))

    op.drop_table("session_trainers")
    op.drop_table("groups")
    op.drop_table("trainer_offerings")
    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_staff_sessions_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("staff_sessions")
    op.drop_table("roles_users")
    op.drop_table("programme_items")
    op.drop_table("offering_themes")
    op.drop_table("offering_texts")
    op.drop_table("offering_slugs")
    op.drop_table("offering_parts")
    op.drop_table("offering_levels")
    with op.batch_alter_table("lesson_sessions", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_lesson_sessions_open",
            sqlite_where=sa.text("kind = 'open' AND status = 'planned'"),
            postgresql_where=sa.text("kind = 'open' AND status = 'planned'"),
        )
        batch_op.drop_index(batch_op.f("ix_lesson_sessions_on_date_start_time_id"))

    op.drop_table("lesson_sessions")
    with op.batch_alter_table("lesson_requests", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_lesson_requests_typed_school",
            sqlite_where=sa.text("school_id IS NULL"),
            postgresql_where=sa.text("school_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_lesson_requests_status_due_on_id"))
        batch_op.drop_index(batch_op.f("ix_lesson_requests_school_id_submitted_at"))
        batch_op.drop_index(
            "ix_lesson_requests_purge",
            sqlite_where=sa.text("anonymised_at IS NULL AND purge_on IS NOT NULL"),
            postgresql_where=sa.text("anonymised_at IS NULL AND purge_on IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_lesson_requests_mine",
            sqlite_where=sa.text("assignee_id IS NOT NULL"),
            postgresql_where=sa.text("assignee_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_lesson_requests_email_key_submitted_at"))

    op.drop_table("lesson_requests")
    op.drop_table("trainers")
    op.drop_table("staff_members")
    op.drop_table("programme_texts")
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_mails_status_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_mails_recipient_key_created_at"))
        batch_op.drop_index(
            "ix_outbox_mails_due",
            sqlite_where=sa.text("status = 'queued'"),
            postgresql_where=sa.text("status = 'queued'"),
        )
        batch_op.drop_index(
            "ix_outbox_mails_conversation",
            sqlite_where=sa.text("status = 'queued'"),
            postgresql_where=sa.text("status = 'queued'"),
        )
        batch_op.drop_index(batch_op.f("ix_outbox_mails_about_kind_about_id_id"))

    op.drop_table("outbox_mails")
    op.drop_table("offerings")
    op.drop_table("versions")
    op.drop_table("themes")
    op.drop_table("secret_links")
    op.drop_table("roles")
    op.drop_table("providers")
    op.drop_table("programmes")
    op.drop_table("outbox_state")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_history_root_kind_root_id_id"))
        batch_op.drop_index(batch_op.f("ix_history_actor_kind_actor_id_id"))

    op.drop_table("history")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS history_append_only()")
