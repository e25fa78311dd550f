"""A link in user space, for record.mjs only: two TUN devices, and between them a queue, a rate, a delay, jitter and loss.

Usage: relay.py '{"ends": ["NETNS", "NETNS"], "addresses": ["10.0.0.1/24", "10.0.0.2/24"], "seed": 1,
                  "directions": [{...}, {...}]}'
The first direction goes from the first end to the second. Each has: bitsPerSecond (a number, or [low, high] between which
it wanders), delayMs, jitterMs, lossPercent, queueBytes. Order is kept: jitter never reorders.
Prints "ready" once packets can pass, and ends with SIGTERM.
"""

import collections
import fcntl
import json
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 1, 0x1000
# How often a rate that wanders takes its next value.
RATE_STEP_S = 0.25


class Direction:
    def __init__(self, spec, seed):
        self.random = random.Random(seed)
        rate = spec["bitsPerSecond"]
        self.low, self.high = rate if isinstance(rate, list) else (rate, rate)
        self.rate = (self.low + self.high) / 2
        self.next_rate = 0.0
        self.delay = spec["delayMs"] / 1e3
        self.jitter = spec["jitterMs"] / 1e3
        self.loss = spec["lossPercent"] / 100
        self.queue_bits = spec["queueBytes"] * 8
        self.free = 0.0  # when the transmitter will have sent all that is queued
        self.last = 0.0  # when the latest packet will arrive
        self.flying = collections.deque()

    def accept(self, packet, now):
        if now >= self.next_rate:
            self.next_rate = now + RATE_STEP_S
            aim = self.random.uniform(self.low, self.high)
            self.rate += 0.5 * (aim - self.rate)
        if self.loss and self.random.random() < self.loss:
            return
        start = max(now, self.free)
        if (start - now) * self.rate > self.queue_bits:
            return
        self.free = start + len(packet) * 8 / self.rate
        late = self.random.uniform(0, self.jitter) if self.jitter else 0
        self.last = max(self.last, self.free + self.delay + late)
        self.flying.append((self.last, packet))


def tun(name, netns, address):
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    for command in (
        ["ip", "link", "set", name, "netns", netns],
        ["ip", "-n", netns, "addr", "add", address, "dev", name],
        ["ip", "-n", netns, "link", "set", name, "txqueuelen", "10000", "up"],
    ):
        subprocess.run(command, check=True)
    return fd


def main():
    spec = json.loads(sys.argv[1])
    fds = [
        tun(f"link{os.getpid()}{'ab'[i]}", spec["ends"][i], spec["addresses"][i]) for i in (0, 1)
    ]
    ways = [Direction(spec["directions"][i], spec["seed"] * 2 + i) for i in (0, 1)]
    try:
        os.nice(-15)
    except OSError:
        pass
    print("ready", flush=True)
    while True:
        soonest = min((way.flying[0][0] for way in ways if way.flying), default=None)
        now = time.monotonic()
        timeout = None if soonest is None else max(0, soonest - now)
        readable, _, _ = select.select(fds, [], [], timeout)
        for fd in readable:
            way = ways[fds.index(fd)]
            now = time.monotonic()
            try:
                for _ in range(32):
                    way.accept(os.read(fd, 65536), now)
            except BlockingIOError:
                pass
        now = time.monotonic()
        for i, way in enumerate(ways):
            out = fds[1 - i]
            while way.flying and way.flying[0][0] <= now:
                try:
                    os.write(out, way.flying.popleft()[1])
                except OSError:
                    pass


main()
