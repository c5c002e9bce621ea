package io.sallyport.control.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EventLogTest {

    private final EventLog events = new EventLog(Clock.systemUTC());

    private void happen(int count) {
        for (int i = 0; i < count; i++) {
            events.info("test", "event", Map.of());
        }
    }

    @Test
    void numbersRiseAndTheOldestAreForgotten() {
        happen(1_500);
        assertThat(events.lastId()).isEqualTo(1_500);
        assertThat(events.after(0)).hasSize(1_000).first().extracting(Happening::id).isEqualTo(501L);
        assertThat(events.after(1_498)).extracting(Happening::id).containsExactly(1_499L, 1_500L);
    }

    @Test
    void whoFollowsMissesNothingAndIsToldNothingTwice() throws InterruptedException {
        List<Long> told = new CopyOnWriteArrayList<>();
        happen(10);
        Thread busy = Thread.ofPlatform().start(() -> happen(500));
        EventLog.Subscription subscription = events.follow(5, happening -> told.add(happening.id()));
        busy.join();
        subscription.close();
        happen(1);
        assertThat(told).containsExactlyElementsOf(LongStream.rangeClosed(6, 510).boxed().toList());
    }
}
