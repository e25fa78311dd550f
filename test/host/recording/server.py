"""What the recorded web server runs: python3 server.py (in its namespace)."""
import encodings.idna, os, socket, threading, time

def tcp(address, port, family=socket.AF_INET, backlog=128):
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port)); listener.listen(backlog)
    return listener

def serve(listener, handle):
    def loop():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=handle, args=(connection,), daemon=True).start()
    threading.Thread(target=loop, daemon=True).start()

def page(connection):                       # closes first: TIME_WAIT stays here
    connection.recv(4096)
    connection.sendall(b'HTTP/1.0 200 OK\r\nContent-Length: 20000\r\n\r\n' + b'x' * 20000)
    connection.close()

kept = []
def keep(connection): kept.append(connection)   # never closes: CLOSE_WAIT when the peer has left
def flood(connection):                          # the peer does not read: the send queue fills
    kept.append(connection); connection.sendall(b'y' * 8_000_000)

web, web6, database = tcp('0.0.0.0', 80), tcp('::', 443, socket.AF_INET6), tcp('127.0.0.1', 5432)
forgetful, slow, busy = tcp('0.0.0.0', 8080), tcp('0.0.0.0', 8443), tcp('0.0.0.0', 9000, backlog=8)
os.makedirs('/run/sonde-recording', exist_ok=True)
path = '/run/sonde-recording/app.sock'
if os.path.exists(path): os.unlink(path)
unix = socket.socket(socket.AF_UNIX); unix.bind(path); unix.listen(16)
journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); journal.bind('\0sonde-journal')
pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
dns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); dns.bind(('0.0.0.0', 53))
dns6 = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); dns6.bind(('::1', 53))
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
inner = socket.socket(socket.AF_UNIX); inner.connect(path)
os.setgid(33); os.setuid(33)
serve(web, page); serve(web6, page); serve(forgetful, keep); serve(slow, flood); serve(database, keep)
local = [socket.create_connection(('127.0.0.1', 5432)) for _ in range(3)]
print('ready', flush=True)
time.sleep(3600)
