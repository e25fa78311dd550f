#!/usr/bin/env python3
"""Records data/machines: three machines and a router as network namespaces, real traffic, three readings.
As root: python3 test/host/recording/record.py"""
import os, pathlib, platform, shutil, socket, subprocess, sys, time

here = pathlib.Path(__file__).resolve().parent
data = here.parents[2] / 'data' / 'machines'
tag = f'rec{os.getpid()}'
names = ['srv', 'pc', 'vis', 'rtr']
nets = ['arp dev icmp icmp6 if_inet6 igmp igmp6 ipv6_route netstat packet protocols raw raw6 route snmp snmp6 sockstat'
        ' sockstat6 softnet_stat tcp tcp6 udp udp6 udplite unix dev_mcast ptype'][0].split()
started = []

def sh(*argv): subprocess.run(argv, check=True)
def inside(name, *argv): return ('ip', 'netns', 'exec', f'{tag}-{name}', *argv)
def start(name, *argv, wait=True):
    process = subprocess.Popen(inside(name, *argv), stdout=subprocess.PIPE)
    started.append(process)
    if wait: process.stdout.readline()

def link(name, v4, gw4, v6, gw6, mtu='1500'):
    far = f'to-{name}'
    sh('ip', 'link', 'add', 'eth0', 'netns', f'{tag}-{name}', 'type', 'veth', 'peer', 'name', far, 'netns', f'{tag}-rtr')
    for where, device, a4, a6 in ((name, 'eth0', v4, v6), ('rtr', far, gw4, gw6)):
        sh(*inside(where, 'ip', 'address', 'add', a4, 'dev', device))
        sh(*inside(where, 'ip', 'address', 'add', a6, 'dev', device, 'nodad'))
        sh(*inside(where, 'ip', 'link', 'set', device, 'mtu', mtu, 'up'))
    sh(*inside(name, 'ip', 'link', 'set', 'lo', 'up'))
    sh(*inside(name, 'ip', 'route', 'add', 'default', 'via', gw4.split('/')[0]))
    sh(*inside(name, 'ip', '-6', 'route', 'add', 'default', 'via', gw6.split('/')[0]))

def read(path):
    try: return pathlib.Path(path).read_bytes()
    except OSError: return None

def record(name, machine, folder):
    pids = subprocess.run(['ip', 'netns', 'pids', f'{tag}-{name}'], capture_output=True, text=True).stdout.split()
    target = data / machine / folder
    files = {f'net/{n}': read(f'/proc/{pids[0]}/net/{n}') for n in nets}
    links = []
    for pid in pids:
        for file in ('comm', 'cmdline', 'stat', 'status'): files[f'{pid}/{file}'] = read(f'/proc/{pid}/{file}')
        try: fds = os.listdir(f'/proc/{pid}/fd')
        except OSError: fds = []
        for fd in sorted(fds, key=int):
            to = os.readlink(f'/proc/{pid}/fd/{fd}')
            if to.startswith('socket:'): links.append(f'{pid}/fd/{fd}\t{to}\n')
    for path, content in files.items():
        if content is None: continue
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(content)
    (target / 'links.tsv').write_text(''.join(links))
    tool = 'cd /sys/class/net && for i in *; do for f in mtu flags operstate address ifindex; do echo "$i/$f $(cat $i/$f)"; done; done'
    for line in subprocess.run(inside(name, 'sh', '-c', tool), capture_output=True, text=True).stdout.splitlines():
        path, value = line.split(' ', 1)
        file = target / 'class/net' / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(value + '\n')
    # The first byte of the recording's tools is the same kernel, some milliseconds later.
    for label, argv in {'ss-tuanp': ['ss', '-tuanp'], 'ss-xnp': ['ss', '-xanp'], 'ss-s': ['ss', '-s'], 'netstat-rn': ['netstat', '-rn'], 'netstat-i': ['netstat', '-i']}.items():
        out = subprocess.run(inside(name, *argv), capture_output=True, text=True).stdout
        path = data / machine / 'tools' / f'{label}-{folder}.txt'
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(out)

cards = {
    'serveur-web': ('Un serveur web occupé', 'Un serveur qui sert des pages, répond à des requêtes UDP et garde des connexions que personne ne ferme\u202f: on y trouve LISTEN, ESTABLISHED, TIME_WAIT, CLOSE_WAIT et SYN_RECV, et des compteurs qui montent.', 'server.py'),
    'pc-maison': ('Un PC à la maison', 'Un poste derrière une box\u202f: quelques connexions vers un serveur, une qui n’aboutit pas (SYN_SENT), des services locaux, un téléchargement en cours.', 'client.py'),
}

def card(machine, instants):
    title, description, program = cards[machine]
    readings = ''.join(f'  - {{ at: {at:.3f}, folder: t{i} }}\n' for i, at in enumerate(instants))
    (data / machine / 'machine.yaml').write_text(f'''title: {title}
description: >-
  {description}
origin: >-
  Recorded for real by test/host/recording/record.py on 22 November 2026: a Linux network namespace, in which
  {program} runs, linked by veth to a router's namespace; the traffic is real (iperf3, python), the machine, its
  addresses (RFC 5737, RFC 1918, RFC 4193) and its users are made up. Interfaces are veth: no hardware errors; packets
  dropped on reception are frames of an unknown protocol sent on purpose. softnet_stat is that of the whole host.
  Files of /proc are as the kernel wrote them; links.tsv holds the symbolic links of /proc/PID/fd; class/net is
  /sys/class/net. The files in tools/ were printed some milliseconds after the reading of the same name.
kernel: Linux {platform.release()} {platform.machine()}
byteOrder: {'LE' if sys.byteorder == 'little' else 'BE'}
readings:
{readings}''')

def frames_of_unknown_protocol(count):
    code = f"import socket; s=socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(('to-pc', 0)); [s.send(b'\\xff'*6+b'\\x02\\0\\0\\0\\0\\1'+b'\\x88\\xb5'+b'?'*46) for _ in range({count})]"
    sh(*inside('rtr', '/usr/bin/python3', '-c', code))

try:
    for name in names: sh('ip', 'netns', 'add', f'{tag}-{name}')
    sh(*inside('rtr', 'sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1'))
    sh(*inside('rtr', 'ip', 'link', 'set', 'lo', 'up'))
    link('srv', '192.0.2.10/24', '192.0.2.1/24', 'fd00:0:0:2::10/64', 'fd00:0:0:2::1/64')
    link('pc', '192.168.1.23/24', '192.168.1.1/24', 'fd00:0:0:1::23/64', 'fd00:0:0:1::1/64', '1492')
    link('vis', '198.51.100.20/24', '198.51.100.1/24', 'fd00:0:0:3::20/64', 'fd00:0:0:3::1/64')
    sh(*inside('rtr', 'ip', 'route', 'add', 'blackhole', '203.0.113.0/24'))
    sh(*inside('srv', 'ip', 'route', 'add', 'unreachable', '10.0.0.0/8'))
    sh(*inside('srv', 'ip', 'route', 'add', '172.16.0.0/12', 'via', '192.0.2.1', 'metric', '50', 'mtu', '1400'))
    start('srv', '/usr/bin/python3', str(here / 'server.py'))
    start('srv', 'iperf3', '-s', '--forceflush')
    start('vis', '/usr/bin/python3', str(here / 'client.py'), '192.0.2.10', 'visitor')
    start('pc', '/usr/bin/python3', str(here / 'client.py'), '192.0.2.10', 'home')
    start('pc', 'iperf3', '-c', '192.0.2.10', '-R', '-b', '40M', '-t', '30', wait=False)
    start('vis', 'ping', '-i', '0.2', '192.0.2.10', wait=False)
    sh(*inside('pc', 'ping', '-q', '-c', '3', '-i', '0.2', '192.168.1.1'))
    subprocess.run(inside('pc', 'ping', '-q', '-c', '1', '-W', '1', '192.168.1.77'), stdout=subprocess.DEVNULL)
    time.sleep(2)
    begin = None
    instants = {machine: [] for machine in cards}
    for machine in cards: shutil.rmtree(data / machine, ignore_errors=True)
    for i in range(3):
        if begin is not None: time.sleep(max(0, begin + 2 * i - time.monotonic()))
        frames_of_unknown_protocol(25)
        sh(*inside('vis', '/usr/bin/python3', str(here / 'half_open.py'), '192.0.2.10', '80', '8080'))
        begin = begin if begin is not None else time.monotonic()
        for machine, name in (('serveur-web', 'srv'), ('pc-maison', 'pc')):
            at = time.monotonic()
            record(name, machine, f't{i}')
            instants[machine].append(at)
    for machine, times in instants.items(): card(machine, [at - times[0] for at in times])
finally:
    shutil.rmtree('/run/sonde-recording', ignore_errors=True)
    for process in started: process.kill(); process.wait()
    for name in names: subprocess.run(['ip', 'netns', 'delete', f'{tag}-{name}'])
