package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.Answer.Refused;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.ProviderFault;
import io.sallyport.control.provider.aws.AwsCloud;
import io.sallyport.control.provider.aws.MetadataInterface;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Which ENI is behind an interface of this machine, found by its MAC address and then remembered: the metadata service may be away
 * just when a failover needs it. An interface with another MAC address is another ENI. Any thread.
 */
public final class OwnInterfaces {

    private final AwsCloud cloud;
    private final Function<String, Optional<String>> macs;
    /** By MAC address. */
    private final Map<String, MetadataInterface> known = new ConcurrentHashMap<>();

    /** @param macs MAC address of an interface, as the metadata service writes it */
    OwnInterfaces(AwsCloud cloud, Function<String, Optional<String>> macs) {
        this.cloud = cloud;
        this.macs = macs;
    }

    public Answer<MetadataInterface> behind(String interfaceName) {
        Optional<String> mac = macs.apply(interfaceName);
        if (mac.isEmpty()) {
            return new Refused<>(ProviderFault.of(ClusterProblem.INTERFACE_MISSING, "",
                    interfaceName + " is no Ethernet interface of this machine"));
        }
        MetadataInterface remembered = known.get(mac.get());
        return remembered != null ? new Done<>(remembered) : ask(interfaceName, mac.get());
    }

    private Answer<MetadataInterface> ask(String interfaceName, String mac) {
        return cloud.imds().networkInterface(mac).then(found -> {
            if (found.isEmpty()) {
                return new Refused<>(ProviderFault.of(ClusterProblem.INTERFACE_UNKNOWN_TO_EC2, "",
                        interfaceName + " (" + mac + ") is none of this instance's network interfaces"));
            }
            known.put(mac, found.get());
            cloud.account(found.get().account());
            return new Done<>(found.get());
        });
    }

    Optional<String> mac(String interfaceName) {
        return macs.apply(interfaceName);
    }

    /** To be asked anew: EC2 says that it knows no such interface. */
    void forget(String eni) {
        known.values().removeIf(one -> one.id().equals(eni));
    }
}
