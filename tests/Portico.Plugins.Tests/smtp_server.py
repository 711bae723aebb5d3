"""A real SMTP server for the tests: prints its port, then one JSON line per message. Arguments: mode (none, starttls, tls), auth (plain, login), certificate, key, user, password."""
import asyncio
import email
import email.policy
import json
import ssl
import sys

try:
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError:
    print("install python3-aiosmtpd", flush=True)
    sys.exit(1)

mode, auth, certificate, key, user, password = sys.argv[1:7]


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 no such mailbox"
        if address.startswith("busy"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        if "too much" in str(message["Subject"]):
            return "554 refused"
        parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "subject": str(message["Subject"]), "sender": str(message["From"]), "id": str(message["Message-ID"]),
            "date": str(message["Date"]), "text": parts.get("text/plain"), "html": parts.get("text/html"), "type": message.get_content_type(),
            "tls": session.ssl is not None or mode == "tls", "user": session.auth_data.login.decode() if session.auth_data else None,
            "defects": [repr(d) for d in message.defects], "longest": max(len(line) for line in envelope.content.split(b"\r\n")),
        }), flush=True)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == user.encode() and data.password == password.encode()
    return AuthResult(success=good, handled=False, auth_data=data)


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    loop = asyncio.get_running_loop()
    options = dict(enable_SMTPUTF8=True, hostname="mail.test", loop=loop)
    if mode != "none":
        options.update(authenticator=authenticate, auth_required=True, auth_exclude_mechanism=["PLAIN"] if auth == "login" else ["LOGIN"])
    if mode == "starttls":
        options.update(tls_context=context, require_starttls=True)
    if mode == "tls":
        options.update(auth_require_tls=False)
    server = await loop.create_server(lambda: SMTP(Handler(), **options), "127.0.0.1", 0, ssl=context if mode == "tls" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)  # until the test goes away
    server.close()


asyncio.run(main())
