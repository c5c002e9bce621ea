package io.sallyport.bench.lab.vpc.ec2;

import io.sallyport.bench.lab.vpc.model.Ec2Refusal;
import io.sallyport.bench.lab.vpc.model.IamStatement;
import io.sallyport.bench.lab.vpc.model.VpcState;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Which of some things a Describe concerns: those of its ids, or all; and of these the ones that pass every filter.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html">filtering</a>, with {@code *} and
 *     {@code ?}
 */
final class Filters<T> {

    private final Map<String, BiFunction<VpcState, T, Collection<String>>> filters = new HashMap<>();

    /** @param values what the filter compares with; one that fits suffices */
    Filters<T> with(String name, BiFunction<VpcState, T, Collection<String>> values) {
        filters.put(name, values);
        return this;
    }

    List<T> select(
            VpcState state, Map<String, T> all, List<String> ids, Map<String, List<String>> wanted, String notFound, String kind) {
        Collection<T> named = ids.isEmpty() ? all.values()
                : ids.stream().map(id -> VpcState.required(all, id, notFound, kind)).toList();
        return named.stream().filter(each -> wanted.entrySet().stream()
                .allMatch(filter -> passes(state, each, filter.getKey(), filter.getValue()))).toList();
    }

    private boolean passes(VpcState state, T each, String name, List<String> patterns) {
        BiFunction<VpcState, T, Collection<String>> values = filters.get(name);
        if (values == null) {
            throw Ec2Refusal.invalidValue("The filter '" + name + "' is invalid");
        }
        return values.apply(state, each).stream()
                .anyMatch(value -> patterns.stream().anyMatch(pattern -> IamStatement.matches(pattern, value)));
    }
}
