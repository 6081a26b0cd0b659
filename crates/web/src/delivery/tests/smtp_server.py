"""A mail server for tests, on a free port of this machine: aiosmtpd, with the manners of its first argument.

Prints its port, then one line of JSON for each letter it took. It ends when its standard input does.
"""

import asyncio
import base64
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

MANNERS = sys.argv[1]


def tell(line):
    print(line, flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if MANNERS == "refuses":
            return f"550 5.1.1 no such office: {address}"
        if MANNERS == "busy":
            return "451 4.3.0 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        tell(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "secret": session.ssl is not None,
            "user": session.auth_data and session.auth_data.login.decode(),
            "letter": base64.b64encode(envelope.content).decode(),
        }))
        if MANNERS == "breaks":
            server.transport.abort()
        return "250 taken"


def who(server, session, envelope, mechanism, data):
    right = data.login == b"chiso" and data.password == "mật khẩu 7".encode()
    return AuthResult(success=right, handled=False, auth_data=data)


def options():
    if MANNERS == "asks":
        return {"auth_required": True, "auth_require_tls": False, "authenticator": who}
    if MANNERS == "secret":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        return {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": who}
    return {}


async def silent(reader, writer):
    await asyncio.sleep(60)


async def main():
    loop = asyncio.get_running_loop()
    if MANNERS == "silent":
        server = await asyncio.start_server(silent, "127.0.0.1", 0)
    else:
        make = lambda: SMTP(Handler(), hostname="thu.test", enable_SMTPUTF8=True, **options())
        server = await loop.create_server(make, "127.0.0.1", 0)
    tell(server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
