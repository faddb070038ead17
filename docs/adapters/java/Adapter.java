import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The adapter protocol of étalon in Java, JDK only: one JSON object a line, on standard input and output.
 *
 * <p>Keep this file and replace `Engine` by your software: `treat` is the call to make yours.
 */
public final class Adapter {
    private Engine engine = new Engine();
    // UTF-8 whatever the machine is set to. Nothing else may be printed there: logs go to standard error.
    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    public static void main(String[] arguments) throws Exception {
        var adapter = new Adapter();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            var request = Json.object(Json.parse(line));
            adapter.answer(request);
            if (request.get("type").equals("bye")) {
                return;
            }
        }
    }

    private void answer(Map<String, Object> request) throws Exception {
        long id = (Long) request.get("id");
        switch ((String) request.get("type")) {
            case "hello" -> say(Map.of("type", "hello", "re", id, "protocol", "1.0", "name", "toy-java", "version", "0.1",
                    "references", List.of("303"), "capabilities", List.of("answers")));
            case "reset" -> {
                engine = new Engine();
                say(Map.of("type", "done", "re", id));
            }
            case "products" -> {
                for (var product : Json.objects(request.get("products"))) {
                    engine.products.put((String) product.get("id"), product);
                }
                say(Map.of("type", "done", "re", id));
            }
            case "portfolio" -> {
                engine.members = Json.objects(request.get("members"));
                say(Map.of("type", "done", "re", id));
            }
            case "clock" -> say(Map.of("type", "done", "re", id));
            case "file" -> file(id, request);
            case "settle" -> say(Map.of("type", "settled", "re", id));
            case "bye" -> say(Map.of("type", "bye", "re", id));
            default -> say(Map.of("type", "skipped", "re", id, "reason", request.get("type") + " is not taken"));
        }
    }

    private void file(long id, Map<String, Object> request) throws Exception {
        byte[] content = request.containsKey("path")
                ? Files.readAllBytes(Path.of((String) request.get("path")))
                : Base64.getDecoder().decode((String) request.get("base64"));
        var hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        if (!hash.equals(request.get("sha256"))) {
            say(Map.of("type", "error", "re", id, "message", "the content has another hash than announced"));
            return;
        }
        var answers = new HashMap<Long, List<Object>>();
        try {
            var reaction = engine.treat(id, content, answers);
            var lines = answers.getOrDefault(id, List.of());
            say(Map.of("type", "answer", "re", id, "file", Map.of("reaction", reaction), "lines", lines));
        } catch (Engine.NotTaken why) {
            say(Map.of("type", "skipped", "re", id, "reason", why.getMessage()));
            return;
        }
        answers.remove(id);
        for (var earlier : answers.entrySet()) { // lines held before, now decided
            say(Map.of("type", "answer", "re", earlier.getKey(), "lines", earlier.getValue()));
        }
    }

    private void say(Map<String, Object> reply) {
        out.print(Json.text(reply) + "\n");
        out.flush(); // a line that stays in a buffer is a silence
    }
}
