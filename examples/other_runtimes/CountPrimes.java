import java.util.Arrays;
import java.util.Locale;

/** Count primes in one thread and in two, once the compiler has warmed up. */
public class CountPrimes {
    static final int LIMIT = 500_000;
    static final int PRIMES = 41_538;
    static final int ROUNDS = 5;

    /** Count in every so many-th odd number, so that shares are equal work. */
    static void countShare(int share, int threads, int[] found) {
        int count = 0;
        for (int n = 3 + 2 * share; n < LIMIT; n += 2 * threads) {
            int d = 3;
            while (d * d <= n && n % d != 0) d += 2;
            if (d * d > n) count++;
        }
        found[share] = count;
    }

    /** Start a thread per share, check what they found, return how long they took together. */
    static double seconds(int threads) throws InterruptedException {
        int[] found = new int[threads];
        Thread[] workers = new Thread[threads];
        long started = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            int share = i;
            workers[i] = new Thread(() -> countShare(share, threads, found));
            workers[i].start();
        }
        for (Thread worker : workers) worker.join();
        double took = (System.nanoTime() - started) / 1e9;
        int primes = 1 + Arrays.stream(found).sum(); // 2 is the even one
        if (primes != PRIMES) throw new IllegalStateException(primes + " primes");
        return took;
    }

    public static void main(String[] arguments) throws InterruptedException {
        double[][] took = new double[3][ROUNDS];
        for (int round = -2; round < ROUNDS; round++) { // two to warm up
            for (int threads = 1; threads <= 2; threads++) {
                took[threads][Math.max(0, round)] = seconds(threads);
            }
        }
        for (int threads = 1; threads <= 2; threads++) {
            Arrays.sort(took[threads]);
            double median = took[threads][ROUNDS / 2];
            String line = "threads: %d, took %.4f s%n";
            System.out.printf(Locale.ROOT, line, threads, median);
        }
    }
}
