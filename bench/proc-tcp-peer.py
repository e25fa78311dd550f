"""The course's reader of /proc/net/tcp, written after its description: the lines split, the addresses decoded with
inet_ntoa, a list of dictionaries, and the counts per state; a pandas table where pandas is installed.

python3 proc-tcp-peer.py FILE
"""

import json
import resource
import socket
import struct
import sys
import time

STATES = {
    '01': 'ESTAB', '02': 'SYN-SENT', '03': 'SYN-RECV', '04': 'FIN-WAIT-1', '05': 'FIN-WAIT-2', '06': 'TIME-WAIT',
    '07': 'UNCONN', '08': 'CLOSE-WAIT', '09': 'LAST-ACK', '0A': 'LISTEN', '0B': 'CLOSING',
}


def decode(text):
    address, port = text.split(':')
    return f"{socket.inet_ntoa(struct.pack('<L', int(address, 16)))}:{int(port, 16)}"


def read(path):
    connections = []
    with open(path) as file:
        for line in file.readlines()[1:]:
            fields = line.split()
            connections.append(
                {'local': decode(fields[1]), 'remote': decode(fields[2]), 'state': STATES.get(fields[3], fields[3])}
            )
    return connections


start = time.perf_counter()
connections = read(sys.argv[1])
try:
    import pandas

    table = pandas.DataFrame(connections)
    counts = {state: int(count) for state, count in table['state'].value_counts().items()}
    kind = 'pandas'
except ImportError:
    counts = {}
    for connection in connections:
        counts[connection['state']] = counts.get(connection['state'], 0) + 1
    kind = 'list of dictionaries'
elapsed = 1000 * (time.perf_counter() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({'lines': len(connections), 'counts': counts, 'ms': elapsed, 'peakKiB': peak, 'kind': kind}))
