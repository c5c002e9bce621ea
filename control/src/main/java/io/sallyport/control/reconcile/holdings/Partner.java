package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.Answer.Refused;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.aws.Ec2;
import io.sallyport.control.provider.aws.Eni;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which ENIs are the partner's: those of the instance that has its heartbeat address. Found along with what is read anyway, and
 * remembered. Any thread.
 */
final class Partner {

    private final IpAddress address;
    /** Instance by ENI; an empty text for one that is attached to none. */
    private final Map<String, String> instances = new ConcurrentHashMap<>();
    private volatile Optional<String> instance = Optional.empty();

    /** @param address at which it is heard */
    Partner(IpAddress address) {
        this.address = address;
    }

    IpAddress address() {
        return address;
    }

    void learn(Collection<Eni> read) {
        for (Eni eni : read) {
            instances.put(eni.id(), eni.instanceId());
            if (eni.holds(address) && !eni.instanceId().isEmpty()) {
                instance = Optional.of(eni.instanceId());
            }
        }
    }

    boolean owns(Eni eni) {
        return instance.filter(eni.instanceId()::equals).isPresent();
    }

    /** @return empty when nobody can say now */
    Optional<Boolean> owns(Ec2 ec2, String vpc, String eni) {
        if (instance.isEmpty() && ec2.holders(vpc, List.of(address)) instanceof Done<List<Eni>> found) {
            learn(found.value());
        }
        if (!instances.containsKey(eni)) {
            Answer<List<Eni>> answer = ec2.interfaces(List.of(eni));
            if (answer instanceof Done<List<Eni>> found) {
                learn(found.value());
            } else if (answer instanceof Refused<List<Eni>> gone
                    && gone.fault().problem() == ClusterProblem.INTERFACE_UNKNOWN_TO_EC2) {
                return Optional.of(false);
            }
        }
        return instance.flatMap(partners -> Optional.ofNullable(instances.get(eni)).map(partners::equals));
    }
}
