"""Goods to download: their files, the member's link, and what is fetched by it."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.text import slugify

from loyalty.rewards.enums import Kind, State
from loyalty.rewards.media import media_of
from loyalty.rewards.models import Download, DownloadLink, GoodsFile, Redemption, Reward
from loyalty.rewards.queries.goods import files_of
from loyalty.rewards.refusals import FileTooLarge, FileUnusable, RedemptionOver
from loyalty.rewards.services.permission import require_counter
from loyalty.rewards.storage import goods_files
from stores.access import require_head_office
from stores.checking import checked_reason
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid, NotFound
from upgrade_program.kernel.text import one_line

MOST_MB = 25


class Upload(Protocol):
    """Anything with bytes to read: Django's uploads and open files are."""

    def read(self, size: int, /) -> bytes: ...


@transaction.atomic
def add_file(*, reward: Reward, title: str, title_hi: str, file: Upload, actor: Actor, at: datetime) -> GoodsFile:
    """Give a file to all who have had or will have the goods. Head office only.

    What it is, its first bytes tell; its own name and declared type are never looked at. Refuses rewards that are no goods, empty titles
    (`invalid`), files over 25 MB (`file_too_large`) and kinds that members are not given (`file_unusable`).
    """
    require_head_office(actor)
    if reward.kind != Kind.GOODS:
        raise Invalid(field="reward", sentence="This reward gives nothing to download.", next_step="Choose a reward of goods.")
    titles = {"title": one_line(title, field="title", most=60), "title_hi": one_line(title_hi, field="title_hi", most=60)}
    if empty := next((name for name, words in titles.items() if not words), None):
        raise Invalid(field=empty, sentence="The file has no title.", next_step="Write it in both languages.")
    data = file.read(MOST_MB * 1024 * 1024 + 1)
    if len(data) > MOST_MB * 1024 * 1024:
        raise FileTooLarge(most=MOST_MB)
    media = media_of(data[:16])
    if media is None:
        raise FileUnusable
    row = GoodsFile.objects.create(
        reward=reward,
        **titles,
        name=goods_files().save(f"{reward.key}/{uuid4().hex}.{media.ending}", ContentFile(data)),
        filename=f"{slugify(titles['title'])[:60] or reward.key}.{media.ending}",
        media_type=media.type,
        size=len(data),
        sha256=sha256(data).hexdigest(),
        added_at=at,
    )
    after = {"file": row.pk, "type": media.type, "size": row.size}
    audit(actor=actor, at=at, verb="reward.file_added", subject=f"reward:{reward.pk}", after=after)
    return row


@transaction.atomic
def withdraw_file(*, file: GoodsFile, reason: str, actor: Actor, at: datetime) -> GoodsFile:
    """Give a file to nobody any more; its bytes stay. Head office only; one withdrawn already stays so and leaves no second audit row."""
    require_head_office(actor)
    reason = checked_reason(reason)
    row = GoodsFile.objects.select_for_update(no_key=True).get(pk=file.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        subject = f"reward:{row.reward_id}"
        audit(actor=actor, at=at, verb="reward.file_withdrawn", subject=subject, after={"file": row.pk}, reason=reason)
    return row


def open_link(redemption: Redemption, *, at: datetime) -> DownloadLink:
    """A new link with 128 random bits. One link is in force a redemption; the database refuses a second."""
    return DownloadLink.objects.create(redemption=redemption, token=secrets.token_urlsafe(16), created_at=at)


@transaction.atomic
def renew_link(*, redemption: Redemption, actor: Actor, at: datetime) -> DownloadLink:
    """Revoke the link in force and open another: the old address answers as if it never was. A store's staff, for goods not cancelled."""
    require_counter(actor)
    row = Redemption.objects.select_for_update(of=("self",), no_key=True).select_related("reward").order_by().get(pk=redemption.pk)
    if row.reward.kind != Kind.GOODS:
        raise Invalid(field="redemption", sentence="There is nothing to download for this.", next_step="Read out its code.")
    if row.state == State.CANCELLED:
        raise RedemptionOver(state=row.state)
    row.links.filter(revoked_at=None).update(revoked_at=at)
    link = open_link(row, at=at)
    audit(actor=actor, at=at, verb="reward.link_renewed", subject=f"redemption:{row.pk}", after={"link": link.pk})
    return link


def fetch(*, token: str, file_id: int, at: datetime) -> tuple[GoodsFile, File[bytes]]:
    """The file of a link, open to be read, its download recorded. Unknown and revoked links and other rewards' files are all `not_found`.

    The link is locked while the download is recorded, so that no cancellation overtakes it.
    """
    with transaction.atomic():
        link = (
            DownloadLink.objects.select_for_update(of=("self",), no_key=True)
            .select_related("redemption__reward")
            .filter(token=token, revoked_at=None)
            .first()
        )
        file = files_of(link.redemption.reward).filter(pk=file_id).first() if link else None
        if link is None or file is None:
            raise NotFound
        Download.objects.create(link=link, file=file, at=at)
    return file, goods_files().open(file.name, "rb")
