package io.sallyport.bench.lab.vpc.ec2;

import io.sallyport.bench.lab.vpc.model.Ec2Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A part of a long answer, from MaxResults and NextToken.
 *
 * @param next asks for the part that follows; empty at the end
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html#api-pagination">pagination</a>
 */
record Page<T>(List<T> items, Optional<String> next) {

    private static final int LEAST = 5;

    static <T> Page<T> of(List<T> all, QueryRequest request, int most) {
        int size = request.optional("MaxResults").map(text -> size(text, most)).orElse(all.size());
        int from = request.optional("NextToken").map(Page::start).orElse(0);
        int to = Math.min(all.size(), from + size);
        return new Page<>(all.subList(Math.min(from, to), to), to < all.size() ? Optional.of("from-" + to) : Optional.empty());
    }

    /** As the set of that name, with the token for the part that follows. */
    void write(XmlAnswer answer, String name, Consumer<T> item) {
        answer.set(name, items, item);
        next.ifPresent(token -> answer.text("nextToken", token));
    }

    private static int size(String text, int most) {
        int size = number(text).orElse(0);
        if (size < LEAST || size > most) {
            throw Ec2Refusal.invalidValue("Value ( " + text + " ) for parameter maxResults is invalid. Expecting a value between "
                    + LEAST + " and " + most + ".");
        }
        return size;
    }

    private static int start(String token) {
        return Optional.of(token).filter(text -> text.startsWith("from-")).flatMap(text -> number(text.substring(5)))
                .orElseThrow(() -> Ec2Refusal.of("InvalidNextToken", "The token '" + token + "' is invalid"));
    }

    private static Optional<Integer> number(String text) {
        return Optional.of(text).filter(digits -> digits.matches("\\d{1,6}")).map(Integer::valueOf);
    }
}
