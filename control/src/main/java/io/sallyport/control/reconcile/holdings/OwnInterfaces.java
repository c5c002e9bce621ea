package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.Answer.Refused;
import io.sallyport.control.provider.Answer.Unknown;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.ProviderFault;
import io.sallyport.control.provider.aws.AwsCloud;
import io.sallyport.control.provider.aws.Eni;
import io.sallyport.control.provider.aws.MetadataInterface;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Which ENI is behind an interface of this machine, found by its MAC address and then remembered: the metadata service may be away
 * just when a failover needs it. An interface with another MAC address is another ENI.
 *
 * <p>EC2 assigns addresses to an ENI wherever it is attached, and to one that is attached nowhere. So that it still is this instance's
 * is looked at: with every read, and before a member takes part. Any thread.
 */
public final class OwnInterfaces {

    private final AwsCloud cloud;
    private final Function<String, Optional<String>> macs;
    /** By MAC address. */
    private final Map<String, MetadataInterface> known = new ConcurrentHashMap<>();
    /** This instance's id; empty until the metadata service has told it. */
    private volatile Optional<String> instance = Optional.empty();

    /** @param macs MAC address of an interface, as the metadata service writes it */
    OwnInterfaces(AwsCloud cloud, Function<String, Optional<String>> macs) {
        this.cloud = cloud;
        this.macs = macs;
    }

    public Answer<MetadataInterface> behind(String interfaceName) {
        Optional<String> mac = macs.apply(interfaceName);
        if (mac.isEmpty()) {
            return missing(interfaceName);
        }
        MetadataInterface remembered = known.get(mac.get());
        return remembered != null ? new Done<>(remembered) : ask(interfaceName, mac.get());
    }

    /** Looked up anew, and EC2 asked as well. What does not answer is taken as remembered, or for true: a failover must not wait for it. */
    public Answer<MetadataInterface> verified(String interfaceName) {
        Optional<String> mac = macs.apply(interfaceName);
        if (mac.isEmpty()) {
            return missing(interfaceName);
        }
        Answer<MetadataInterface> asked = ask(interfaceName, mac.get()).then(this::atThisInstance);
        MetadataInterface remembered = known.get(mac.get());
        return asked instanceof Unknown && remembered != null ? new Done<>(remembered) : asked;
    }

    private static Answer<MetadataInterface> missing(String interfaceName) {
        return new Refused<>(ProviderFault.of(ClusterProblem.INTERFACE_MISSING, "",
                interfaceName + " is no Ethernet interface of this machine"));
    }

    private Answer<MetadataInterface> ask(String interfaceName, String mac) {
        return cloud.imds().networkInterface(mac).then(found -> {
            if (found.isEmpty()) {
                known.remove(mac);
                return none(interfaceName, mac);
            }
            known.put(mac, found.get());
            cloud.account(found.get().account());
            return new Done<>(found.get());
        });
    }

    private static <T> Answer<T> none(String interfaceName, String mac) {
        return new Refused<>(ProviderFault.of(ClusterProblem.INTERFACE_UNKNOWN_TO_EC2, "",
                interfaceName + " (" + mac + ") is none of this instance's network interfaces"));
    }

    private Answer<MetadataInterface> atThisInstance(MetadataInterface eni) {
        Answer<List<Eni>> described = cloud.imds().instance().then(self -> {
            instance = Optional.of(self.id());
            return cloud.ec2().then(ec2 -> ec2.interfaces(List.of(eni.id())));
        });
        return switch (described) {
            case Done<List<Eni>> done -> atThisInstance(eni, done.value());
            case Refused<List<Eni>> refused when refused.fault().problem() == ClusterProblem.INTERFACE_UNKNOWN_TO_EC2 -> {
                forget(eni.id());
                yield new Refused<>(refused.fault());
            }
            // EC2 is away, or does not permit the question
            case Refused<List<Eni>> refused -> new Done<>(eni);
            case Unknown<List<Eni>> unknown -> new Done<>(eni);
        };
    }

    /** @param described by EC2, this interface perhaps among them */
    Answer<MetadataInterface> atThisInstance(MetadataInterface eni, Collection<Eni> described) {
        Optional<Eni> elsewhere = described.stream().filter(one -> one.id().equals(eni.id()))
                .filter(one -> instance.filter(self -> !self.equals(one.instanceId())).isPresent()).findFirst();
        if (elsewhere.isEmpty()) {
            return new Done<>(eni);
        }
        forget(eni.id());
        String where = elsewhere.get().instanceId();
        return new Refused<>(ProviderFault.of(ClusterProblem.INTERFACE_ELSEWHERE, "", eni.id() + " is attached to "
                + (where.isEmpty() ? "no instance" : where) + ", and this is " + instance.orElseThrow()));
    }

    /** The MAC address of an interface behind which the metadata service still has that ENI. */
    Answer<String> mac(String interfaceName, MetadataInterface eni) {
        String mac = macs.apply(interfaceName).orElse("");
        return cloud.imds().interfaceId(mac).then(id -> {
            if (id.filter(eni.id()::equals).isPresent()) {
                return new Done<>(mac);
            }
            forget(eni.id());
            return none(interfaceName, mac);
        });
    }

    /** To be asked anew: EC2 says that it knows no such interface. */
    void forget(String eni) {
        known.values().removeIf(one -> one.id().equals(eni));
    }
}
