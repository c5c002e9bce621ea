#!/usr/bin/env bash
# Makes the captures beside this script: real traffic through the kernel's own NAT (nftables on conntrack), seen on both its
# sides. Needs root, iproute2, nftables, tcpdump, ethtool, iputils-ping, python3. Everything stays in namespaces named sp-case-*.
#
#   client 192.168.10.15 ── gateway (NAT, captures here) ── router 10.100.10.1 ── server 10.100.10.15
#          fd01::15          10.100.100.15, fd00:100:100::15   fd00:100:10::1       fd00:100:10::15
#                                                     MTU 1500             MTU 1300
set -euo pipefail
cd "$(dirname "$0")"
nodes=(client gateway router server)
cleanup() { kill $(jobs -p) 2>/dev/null || true; for n in "${nodes[@]}"; do ip netns del "sp-case-$n" 2>/dev/null || true; done; }
trap cleanup EXIT
on() { local n=$1; shift; ip netns exec "sp-case-$n" "$@"; }

for n in "${nodes[@]}"; do
  ip netns add "sp-case-$n"
  on "$n" sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.forwarding=1 net.ipv4.ip_forward=1 \
    net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0 net.ipv4.icmp_msgs_per_sec=10000
  on "$n" ip link set lo up
done
join() { # NODE DEVICE ADDRESSES NODE DEVICE ADDRESSES MTU
  ip link add "$2" netns "sp-case-$1" type veth peer name "$5" netns "sp-case-$4"
  local end
  for end in "$1 $2 $3" "$4 $5 $6"; do
    set -- $end "$7" "$7" "$7" "$7"
    on "$1" ethtool -K "$2" tx off tso off gso off gro off >/dev/null # whole checksums, real segments
    for address in ${3//,/ }; do on "$1" ip addr add "$address" dev "$2" $([[ $address == *:* ]] && echo nodad); done
    on "$1" ip link set "$2" up mtu "$4"
  done
}
join client lan 192.168.10.15/24,fd01::15/64 gateway lan 192.168.10.1/24,fd01::1/64 1500
join gateway wan 10.100.100.1/16,fd00:100:100::1/48 router gw 10.100.9.1/16,fd00:100:100::2/48 1500
join router srv 10.100.10.1/24,fd00:100:10::1/64 server lan 10.100.10.15/24,fd00:100:10::15/64 1300
on client ip route add default via 192.168.10.1;  on client ip -6 route add default via fd01::1
on gateway ip route add 10.100.10.0/24 via 10.100.9.1; on gateway ip -6 route add fd00:100:10::/64 via fd00:100:100::2
on router ip route add 10.100.100.15/32 via 10.100.100.1; on router ip -6 route add fd00:100:100::15/128 via fd00:100:100::1
on server ip route add default via 10.100.10.1; on server ip -6 route add default via fd00:100:10::1
on gateway nft -f - <<'NFT'
table inet nat {
  chain pre {
    type nat hook prerouting priority dstnat;
    iifname wan ip daddr 10.100.100.15 dnat ip to 192.168.10.15
    iifname wan ip6 daddr fd00:100:100::15 dnat ip6 to fd01::15
  }
  chain post {
    type nat hook postrouting priority srcnat;
    oifname wan ip saddr 192.168.10.15 snat ip to 10.100.100.15
    oifname wan ip6 saddr fd01::15 snat ip6 to fd00:100:100::15
  }
}
NFT

serve='
import socket, sys, threading
def tcp(family):
    s = socket.socket(family, socket.SOCK_STREAM); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    s.bind(("", 7000)); s.listen()
    while True:
        c, _ = s.accept(); total = 0
        while total < 3001: total += len(c.recv(4096))
        c.sendall(b"r" * 1777); c.close()
def udp(family):
    s = socket.socket(family, socket.SOCK_DGRAM)
    if family == socket.AF_INET6: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    s.bind(("", 7001))
    while True: b, a = s.recvfrom(4096); s.sendto(b[::-1], a)
for f in (socket.AF_INET, socket.AF_INET6):
    for t in (tcp, udp): threading.Thread(target=t, args=(f,), daemon=True).start()
threading.Event().wait()
'
visit='
import socket, sys, time
family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
to = sys.argv[1]; v6 = family == socket.AF_INET6
def datagram(port, data, hops=64, wait=False, df=False):
    s = socket.socket(family, socket.SOCK_DGRAM); s.settimeout(2)
    s.setsockopt(*((socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS) if v6 else (socket.IPPROTO_IP, socket.IP_TTL)), hops)
    s.setsockopt(*((socket.IPPROTO_IPV6, 23) if v6 else (socket.IPPROTO_IP, 10)), 3 if df else 0)  # *_MTU_DISCOVER: PROBE or DONT
    s.sendto(data, (to, port)); time.sleep(0.2)
    if wait: s.recv(4096)
if sys.argv[2] == "tcp":
    s = socket.create_connection((to, 7000)); s.sendall(b"q" * 3001); n = 0
    while True:
        b = s.recv(4096); n += len(b)
        if not b: break
    s.close(); assert n == 1777, n
elif sys.argv[2] == "udp":
    datagram(7001, b"ping pong", wait=True); datagram(7001, b"", wait=True); datagram(7001, b"u" * 501, wait=True)
else:
    datagram(9, b"closed port"); datagram(9, b"c" * 700)        # port unreachable, short and cut
    if sys.argv[2] == "far-errors":
        datagram(7001, b"expires", hops=2)                      # time exceeded by the router
        datagram(7001, b"b" * 1400, df=True)                    # fragmentation needed, packet too big
'
for n in server client; do ip netns exec "sp-case-$n" python3 -c "$serve" & done
sleep 1

capture() { # NAME COMMAND…: both sides of the gateway, each in both directions
  local name=$1 pids=() side direction; shift
  for side in lan wan; do for direction in in out; do
    ip netns exec sp-case-gateway tcpdump -q -Z root -U -i "$side" -Q "$direction" -s 0 --immediate-mode -w "$name.$side-$direction.pcap" \
      "$filter" 2>/dev/null & pids+=($!)
  done; done
  sleep 1.5; "$@"; sleep 1
  kill "${pids[@]}"; wait "${pids[@]}" 2>/dev/null || true
}
visits() { # FAMILY SERVER CLIENT
  capture "$1-tcp" on client python3 -c "$visit" "$2" tcp
  capture "$1-udp-echo" sh -c "ip netns exec sp-case-client python3 -c '$visit' $2 udp; ip netns exec sp-case-client ping -q -c2 -i0.2 -s33 $2; ip netns exec sp-case-server ping -q -c1 $3" >/dev/null
  capture "$1-errors" sh -c "ip netns exec sp-case-client python3 -c '$visit' $2 far-errors; ip netns exec sp-case-server python3 -c '$visit' $3 errors"
}
filter='ip and not arp'
visits v4 10.100.10.15 10.100.100.15
filter='ip6 and not (icmp6 and ip6[40] >= 133 and ip6[40] <= 143)' # without neighbour discovery and MLD
visits v6 fd00:100:10::15 fd00:100:100::15
