package io.sallyport.dataplane.port.udp;

class UdpPortV6Test extends UdpPortContract {

    UdpPortV6Test() {
        super("::1", true);
    }
}
