"""Who visits the recorded web server: python3 client.py SERVER PROFILE (in a namespace)."""
import encodings.idna, os, socket, sys, threading, time
server, profile = sys.argv[1], sys.argv[2]
kept = []

def visit(port=80, family=socket.AF_INET, host=server):
    client = socket.socket(family); client.connect((host, port)); client.sendall(b'GET / HTTP/1.0\r\n\r\n')
    while client.recv(65536): pass
    client.close()

def visiting(every):
    while True:
        try: visit(); visit(443, socket.AF_INET6, 'fd00:0:0:2::10')
        except OSError: pass
        time.sleep(every)

def query(every):
    asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    while True:
        asker.sendto(b'q' * 40, (server, 53)); time.sleep(every)

def opened(port): kept.append(socket.create_connection((server, port)))

if profile == 'visitor':
    for _ in range(4): opened(8080)
    for _ in range(2): kept.pop().close()       # FIN_WAIT2 here, CLOSE_WAIT on the server
    for _ in range(3): opened(9000)             # nobody accepts them: the queue of LISTEN
    for _ in range(4): threading.Thread(target=visiting, args=(0.05,), daemon=True).start()
    threading.Thread(target=query, args=(0.02,), daemon=True).start()
else:
    for _ in range(2): opened(8080)
    opened(8443)                                # never read: the receive queue fills
    lost = socket.socket(); lost.setblocking(False); lost.connect_ex(('203.0.113.99', 443)); kept.append(lost)
    printer = socket.socket(); printer.bind(('127.0.0.1', 631)); printer.listen(5)
    mdns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); mdns.bind(('0.0.0.0', 5353))
    mdns.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton('224.0.0.251') + socket.inet_aton('192.168.1.23'))
    dhcp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); dhcp.bind(('0.0.0.0', 68))
    session = socket.socket(socket.AF_UNIX); session.bind('\0sonde-session'); session.listen(4)
    kept += [printer, mdns, dhcp, session]
    os.setgid(1000); os.setuid(1000)
    threading.Thread(target=visiting, args=(0.4,), daemon=True).start()
    threading.Thread(target=query, args=(0.5,), daemon=True).start()
print('ready', flush=True)
time.sleep(3600)
