"""A day of two users with matrix-nio and its own crypto, of which this prints what came out. Arguments: two times URL and user ID."""

import asyncio
import json
import sys
import tempfile
import urllib.request

from nio import AsyncClient, AsyncClientConfig, ErrorResponse, RoomMessageText, ToDeviceMessage

PASSWORD = "correct horse"
found = {"failed": [], "read": []}


def kept(name, answer):
    """Keeps the name of a call that failed."""
    if isinstance(answer, ErrorResponse):
        found["failed"].append(f"{name}: {answer}")
    return answer


def knock(client, room, via):
    """The library has no call for it."""
    request = urllib.request.Request(
        f"{client.homeserver}/_matrix/client/v3/knock/{room}?server_name={via}",
        data=b"{}",
        headers={"Authorization": f"Bearer {client.access_token}"},
        method="POST",
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["room_id"]


async def until(client, name, is_there):
    """Syncs until something is there."""
    for _ in range(30):
        kept("sync", await client.sync(timeout=1000))
        if is_there():
            return
    found["failed"].append(f"{name} was not seen")


async def log_in(url, user):
    config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=True)
    client = AsyncClient(url, user, store_path=tempfile.mkdtemp(), config=config)
    kept("login", await client.login(PASSWORD, device_name="nio"))
    kept("keys", await client.keys_upload())
    kept("sync", await client.sync(timeout=0, full_state=True))
    return client


def heard(room, event):
    """Keeps the text of others."""
    if event.sender != room.own_user_id:
        found["read"].append(event.body)


async def small_things(client, room):
    """Calls of which only failures are of interest."""
    event = kept("send", await client.room_send(room, "m.reaction", {})).event_id
    calls = {
        "whoami": client.whoami(),
        "devices": client.devices(),
        "name": client.set_displayname("Ada"),
        "profile": client.get_profile(client.user_id),
        "filter": client.upload_filter(room={"timeline": {"limit": 3}}),
        "messages": client.room_messages(room, start="", limit=10),
        "context": client.room_context(room, event),
        "event": client.room_get_event(room, event),
        "state": client.room_get_state(room),
        "topic": client.update_room_topic(room, "t"),
        "typing": client.room_typing(room, True, 1000),
        "markers": client.room_read_markers(room, event, event),
        "redact": client.room_redact(room, event),
        "members": client.joined_members(room),
        "rooms": client.joined_rooms(),
        "openid": client.get_openid_token(client.user_id),
        "to device": client.to_device(ToDeviceMessage("m.test", client.user_id, "*", {})),
    }
    for name, call in calls.items():
        kept(name, await call)


async def verify(one, other):
    """Short strings are compared, first by one, then by the other."""
    [device] = one.device_store.active_user_devices(other.user_id)
    kept("start", await one.start_key_verification(device))
    await until(other, "verification", lambda: other.key_verifications)
    [step] = other.key_verifications
    kept("accept", await other.accept_key_verification(step))
    for client in (one, other) * 30:
        kept("sync", await client.sync(timeout=1000))
        for answer in await client.send_to_device_messages():
            kept("keys of the verification", answer)
        if all(each.key_verifications[step].their_sas_key for each in (one, other)):
            break
    strings = [client.key_verifications[step].get_emoji() for client in (one, other)]
    for client in (one, other):
        kept("confirm", await client.confirm_short_auth_string(step))
    for client in (one, other):
        await until(client, "end", lambda: client.key_verifications[step].verified)
    found["verified"] = strings[0] == strings[1]


async def day():
    one, other = [await log_in(*sys.argv[at : at + 2]) for at in (1, 3)]
    for client in (one, other):
        client.add_event_callback(heard, RoomMessageText)
    state = [
        {"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}},
        {"type": "m.room.join_rules", "content": {"join_rule": "knock"}},
    ]
    # The library knows no creators, whom it would leave without power when it upgrades a room of version 12.
    created = await one.room_create(name="secret", initial_state=state, room_version="10")
    room = kept("create", created).room_id
    knock(other, room, one.user_id.split(":", 1)[1])
    kept("invite", await one.room_invite(room, other.user_id))
    await until(other, "invite", lambda: room in other.invited_rooms)
    kept("join", await other.join(room))
    await until(other, "room", lambda: room in other.rooms)
    await until(one, "member", lambda: other.user_id in one.rooms[room].users)
    for client in (one, other):
        kept("query", await client.keys_query())
    await verify(one, other)
    for sender, reader, text in ((one, other, "a question"), (other, one, "an answer")):
        content = {"msgtype": "m.text", "body": text}
        sent = await sender.room_send(room, "m.room.message", content, ignore_unverified_devices=True)
        kept("send in secret", sent)
        await until(reader, text, lambda: text in found["read"])
    await small_things(one, room)
    kept("upgrade", await one.room_upgrade(room, "11"))
    kept("leave", await other.room_leave(room))
    kept("forget", await other.room_forget(room))
    for client in (one, other):
        kept("logout", await client.logout(all_devices=True))
        await client.close()
    print(json.dumps(found))


asyncio.run(day())
