import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A toy mutuelle: it stands for the NOEMIE reader and the engine that your software already has.
 *
 * <p>It pays consultations, pharmacy and biology under guarantees in percent of the base (`br: 100`). A file that holds
 * anything else is not guessed at: `NotTaken` says what it does not know.
 */
final class Engine {
    /** The file holds what this engine does not know. The text says what, and nobody's data. */
    static final class NotTaken extends Exception {
        NotTaken(String why) {
            super(why);
        }
    }

    // ---- a crude reader of reference 303 (an inferred layout) -------------------------------------------------------

    private static final Map<String, Integer> LENGTHS =
            Map.of("010", 14, "070", 12, "110", 88, "127", 59, "025", 42, "045", 24, "255", 149, "990", 43);

    /** A line of a décompte, with what stands above it. Amounts in cents. */
    private static final class Line {
        String id, decompte, key, origin, oc, nir, birth, care, act, executor, specialty;
        char operation;
        long rank, quantity, spent, base, amount, majoration;
        boolean thirdPartyFull, optam;
        // What became of it.
        long request;
        Map<String, Object> outcome;
        boolean cancelled;
        String waitsFor;
    }

    /** Reads a file into `lines` and gives its identity. Any exception: refuse it. */
    private static String read(byte[] content, List<Line> lines) {
        var text = new String(content, StandardCharsets.US_ASCII);
        var blocks = new ArrayList<String>();
        for (int at = 0; at < text.length();) {
            int end = at + 4 + Integer.parseInt(text.substring(at, at + 4));
            blocks.add(text.substring(at + 4, end)); // truncated: out of bounds
            at = end;
            while (at < text.length() && "\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }
        var header = blocks.get(0);
        var trailer = blocks.get(blocks.size() - 1);
        must(blocks.size() > 1 && header.startsWith("000") && trailer.startsWith("999"));
        var above = new HashMap<String, String>();
        var body = String.join("", blocks.subList(1, blocks.size() - 1));
        while (!body.isEmpty()) {
            var number = body.substring(0, 3);
            int length = LENGTHS.get(number);
            var entity = " " + body.substring(0, length); // columns count from 1
            body = body.substring(length);
            must(entity.endsWith("@"));
            if (number.equals("255")) {
                lines.add(line(entity, above));
            } else if (!number.equals("990")) {
                above.put(number, entity);
            }
        }
        long total = lines.stream().mapToLong(line -> line.amount).sum();
        must(Long.parseLong(trailer.substring(55, 63)) == blocks.size());
        must(Long.parseLong(trailer.substring(85, 96)) == Math.abs(total));
        return header.substring(3, 19) + header.substring(25, 41) + header.substring(49, 64);
    }

    private static Line line(String entity, Map<String, String> above) {
        var head = above.get("025");
        int sign = entity.charAt(30) == 'N' ? -1 : 1;
        var number = entity.substring(6, 8);
        var caisse = head.substring(6, 8) + "-" + head.substring(8, 11) + "-" + head.substring(12, 15);
        var line = new Line();
        line.operation = head.charAt(41);
        line.decompte = caisse + "/" + head.substring(15, 24);
        line.key = line.decompte + "/" + number;
        line.id = line.decompte + "/" + day(above.get("070").substring(6, 12)) + "/" + number + "/" + line.operation;
        line.origin = caisse + "/" + entity.substring(133, 142) + "/" + entity.substring(142, 144);
        line.oc = above.get("010").substring(6, 14);
        line.nir = above.get("110").substring(6, 19);
        line.birth = above.get("127").substring(6, 12);
        line.rank = Long.parseLong(above.get("127").substring(12, 13));
        line.thirdPartyFull = above.get("045").startsWith("36", 21);
        line.care = day(entity.substring(8, 14));
        line.act = entity.substring(20, 25).trim();
        line.executor = entity.substring(71, 80);
        line.specialty = entity.substring(80, 82);
        line.optam = entity.charAt(84) == '1' || "234".indexOf(entity.charAt(103)) >= 0;
        line.quantity = sign * Long.parseLong(entity.substring(27, 30));
        line.spent = sign * Long.parseLong(entity.substring(46, 54));
        line.base = sign * Long.parseLong(entity.substring(54, 62));
        line.amount = Long.parseLong(entity.substring(107, 115)) * (entity.charAt(115) == 'N' ? -1 : 1);
        line.majoration = sign * Long.parseLong(entity.substring(125, 133));
        return line;
    }

    private static String day(String text) {
        return "20" + text.substring(4, 6) + "-" + text.substring(2, 4) + "-" + text.substring(0, 2);
    }

    private static void must(boolean sound) {
        if (!sound) {
            throw new IllegalArgumentException("an unsound file");
        }
    }

    // ---- a toy engine -----------------------------------------------------------------------------------------------

    // Participations and franchises: none of the mutuelle's business.
    private static final Set<String> FEES = Set.of("PFH", "PFT", "FRH", "FRT");
    private static final Set<String> DOCTORS = Set.of("G GS C CS CNP APC TC TCG V VS".split(" "));
    private static final Set<String> GENERALISTS = Set.of("01", "22", "23");
    private static final Set<String> RIGHTS_READ =
            Set.of("contract-type", "household", "regime", "member-since", "product-since");
    private static final Map<String, String> HEADINGS = new HashMap<>();

    static {
        Map.of("pharmacie-100", "PH1 HD1 HC", "pharmacie-65", "PH7 HD7 HDR HDA HDE", "pharmacie-30", "PH4 HD4",
                "pharmacie-15", "PH2 HD2", "biologie", "B BP").forEach((heading, acts) -> {
            for (var act : acts.split(" ")) {
                HEADINGS.put(act, heading);
            }
        });
    }

    final Map<String, Map<String, Object>> products = new HashMap<>();
    List<Map<String, Object>> members = List.of();
    private final Set<String> files = new HashSet<>();
    private final Set<String> seen = new HashSet<>();
    private final Set<String> leftOut = new HashSet<>();
    private final List<Line> entries = new ArrayList<>();

    /** The reaction to a file; fills `answers` by request: this one's, and those that it amends. */
    String treat(long request, byte[] content, Map<Long, List<Object>> answers) throws NotTaken {
        var lines = new ArrayList<Line>();
        String identity;
        try {
            identity = read(content, lines);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | NullPointerException unsound) {
            return "refused";
        }
        if (files.contains(identity)) {
            return "duplicate";
        }
        try {
            for (var line : lines) {
                mustKnow(line);
            }
        } catch (NotTaken why) {
            // What is known of these people is no longer whole: later files about them are left out as well.
            lines.forEach(line -> leftOut.add(line.nir));
            throw why;
        }
        files.add(identity);
        for (var line : lines) {
            line.request = request;
            for (var decided : decide(line)) {
                var answer = new HashMap<String, Object>(decided.outcome);
                answer.put("line", decided.id);
                answers.computeIfAbsent(decided.request, key -> new ArrayList<>()).add(answer);
            }
        }
        return "accepted";
    }

    private void mustKnow(Line line) throws NotTaken {
        if (leftOut.contains(line.nir)) {
            throw new NotTaken("earlier care of a person of this file was not taken");
        }
        if (members.stream().noneMatch(member -> member.get("oc").equals(line.oc))) {
            throw new NotTaken("a décompte of another OC");
        }
        var covering = covering(line);
        if (covering.size() > 1) {
            throw new NotTaken("several contracts of one person");
        }
        for (var member : covering) {
            var unread = new TreeSet<>(Json.object(member.getOrDefault("rights", Map.of())).keySet());
            unread.removeAll(RIGHTS_READ);
            if (!unread.isEmpty()) {
                throw new NotTaken("rights of a member: " + String.join(", ", unread));
            }
            if (!FEES.contains(line.act)) {
                guarantee(products.get(member.get("product")), line);
            }
        }
    }

    /** This line with its outcome, then those that it sets free. */
    private List<Line> decide(Line line) throws NotTaken {
        if (!seen.add(line.id)) {
            line.outcome = outcome("duplicate", "same-identity", 0);
        } else if (FEES.contains(line.act)) {
            line.outcome = outcome("no-effect", "informative", 0);
        } else if (line.operation == 'A') {
            return cancel(line);
        } else {
            entries.add(line);
            line.outcome = settled(line);
        }
        return List.of(line);
    }

    private List<Line> cancel(Line line) throws NotTaken {
        var original = named(line.origin);
        var decided = new ArrayList<>(List.of(line));
        if (original == null) {
            line.outcome = outcome("held", "document-awaited", 0);
            return decided;
        }
        original.cancelled = true;
        line.outcome = original.outcome.get("reaction").equals("paid")
                ? outcome("reversed", "cancellation", (Long) original.outcome.get("amount"))
                : outcome("no-effect", "cancellation", 0);
        for (var held : entries) {
            if (original.key.equals(held.waitsFor)) {
                held.waitsFor = null;
                held.outcome = settled(held);
                decided.add(held);
            }
        }
        return decided;
    }

    private Line named(String key) {
        return entries.stream().filter(e -> e.key.equals(key) && !e.cancelled).findFirst().orElse(null);
    }

    private Map<String, Object> settled(Line line) throws NotTaken {
        if (members.stream().noneMatch(member -> member.get("nir").equals(line.nir))) {
            return outcome("refused", "unknown-beneficiary", 0);
        }
        if (members.stream().noneMatch(member -> isOf(member, line))) {
            return outcome("held", "identity", 0);
        }
        var covering = covering(line);
        if (covering.isEmpty()) {
            return outcome("refused", "no-cover", 0);
        }
        var before = line.operation == 'R' ? named(line.origin) : sameCare(line);
        if (before != null) {
            line.waitsFor = before.key;
            return outcome("held", "duplicate-suspected", 0);
        }
        if (line.thirdPartyFull) {
            return outcome("held", "third-party-invoice-awaited", 0);
        }
        return share(guarantee(products.get(covering.get(0).get("product")), line), line);
    }

    private static boolean isOf(Map<String, Object> member, Line line) {
        return member.get("nir").equals(line.nir) && member.get("birth").equals(line.birth)
                && member.get("rank").equals(line.rank);
    }

    private List<Map<String, Object>> covering(Line line) {
        return members.stream()
                .filter(m -> isOf(m, line) && line.care.compareTo((String) m.get("start")) >= 0
                        && line.care.compareTo(Objects.requireNonNullElse((String) m.get("end"), "9999-12-31")) <= 0)
                .toList();
    }

    private Line sameCare(Line line) {
        for (var other : entries) {
            if (other == line) {
                return null;
            }
            boolean isLive = !other.cancelled && other.waitsFor == null && !other.decompte.equals(line.decompte);
            if (isLive && other.nir.equals(line.nir) && other.birth.equals(line.birth) && other.rank == line.rank
                    && other.care.equals(line.care) && other.act.equals(line.act) && other.executor.equals(line.executor)
                    && other.quantity == line.quantity && other.spent == line.spent && other.base == line.base) {
                return other;
            }
        }
        return null;
    }

    /** The level of a product in percent of the base, none where it does not cover the act. */
    private static Long guarantee(Map<String, Object> product, Line line) throws NotTaken {
        boolean isDoctor = DOCTORS.contains(line.act);
        var heading = HEADINGS.get(line.act);
        if (isDoctor) {
            heading = GENERALISTS.contains(line.specialty) ? "generaliste" : "specialiste";
        }
        if (heading == null) {
            throw new NotTaken("the act " + line.act);
        }
        var family = isDoctor ? "medecins" : heading.split("-")[0];
        var guarantees = Json.object(product.getOrDefault("guarantees", Map.of()));
        // A heading takes from its family what it does not say itself.
        var level = Json.object(guarantees.getOrDefault(heading, guarantees.getOrDefault(family, Map.of())));
        if (level.isEmpty() || level.equals(Map.of("covered", false))) {
            return null;
        }
        if (!level.keySet().equals(Set.of("br")) || !(level.get("br") instanceof Long)) {
            throw new NotTaken("the guarantee `" + heading + "` of the product `" + product.get("id")
                    + "`: only a level in percent of the base is read");
        }
        long percent = (Long) level.get("br");
        boolean overrun = line.spent > line.base && !line.optam && isDoctor;
        if (Boolean.TRUE.equals(product.get("responsible")) && (percent < 100 || overrun && percent > 100)) {
            throw new NotTaken("floors and caps of a contrat responsable");
        }
        return percent;
    }

    /** What is due: the level of the base, within the expense, less the theoretical share of the AMO. Cents. */
    private static Map<String, Object> share(Long level, Line line) {
        if (level == null) {
            return outcome("refused", "act-not-covered", 0);
        }
        long theoretical = line.amount + line.majoration;
        long due = Math.min(line.spent, Math.floorDiv(level * line.base + 50, 100L)) - theoretical;
        return due > 0 ? outcome("paid", "guarantee", due) : outcome("settled-zero", "nothing-left", 0);
    }

    private static Map<String, Object> outcome(String reaction, String reason, long amount) {
        return amount == 0
                ? Map.of("reaction", reaction, "amount", amount, "reason", reason)
                : Map.of("reaction", reaction, "amount", amount, "reason", reason, "payee", "insured");
    }
}
