"""Services that speak like real ones, for record.mjs only: just enough for nmap's probes to know them.

Usage: listeners.py '{"22": {"banner": "SSH-2.0-…\\r\\n"}, "80": {"server": "Apache/2.4.57 (Debian)", "title": "…"}}'
Prints "ready" once all ports listen, and ends with SIGTERM.
"""

import asyncio
import json
import sys


def page(spec, method):
    body = f"<!doctype html><html><head><title>{spec['title']}</title></head><body></body></html>".encode()
    head = f"HTTP/1.1 200 OK\r\nServer: {spec['server']}\r\nContent-Type: text/html; charset=utf-8\r\n"
    if method == "OPTIONS":
        head, body = head + "Allow: GET, HEAD, OPTIONS\r\n", b""
    head += f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + (b"" if method == "HEAD" else body)


def refusal(spec):
    head = f"HTTP/1.1 400 Bad Request\r\nServer: {spec['server']}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    return head.encode()


def answering(spec):
    async def answer(reader, writer):
        try:
            if "banner" in spec:
                writer.write(spec["banner"].encode("latin-1"))
                await writer.drain()
                await asyncio.wait_for(reader.read(1024), 10)
            elif "server" in spec:
                request = await asyncio.wait_for(reader.read(4096), 10)
                method = request.split(b" ")[0].decode("latin-1")
                known = method in ("GET", "HEAD", "OPTIONS")
                writer.write(page(spec, method) if known else refusal(spec))
                await writer.drain()
            else:
                await asyncio.wait_for(reader.read(1024), 10)
        except (OSError, asyncio.TimeoutError):
            pass
        finally:
            writer.close()

    return answer


async def main():
    services = json.loads(sys.argv[1])
    servers = [
        await asyncio.start_server(answering(spec), "0.0.0.0", int(port)) for port, spec in services.items()
    ]
    print("ready", flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


asyncio.run(main())
