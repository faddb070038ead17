import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As much JSON as the protocol needs, for the JDK has none: objects are maps, arrays lists, whole numbers `Long`, others
 * `Double`. Your software surely has a library for it: take that.
 */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object parse(String text) {
        var json = new Json(text);
        var value = json.value();
        json.blanks();
        if (json.at != text.length()) {
            throw json.wrong();
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> objects(Object value) {
        return (List<Map<String, Object>>) value;
    }

    static String text(Object value) {
        if (value instanceof Map<?, ?> map) {
            var fields = map.entrySet().stream().map(e -> text(e.getKey()) + ":" + text(e.getValue()));
            return "{" + String.join(",", fields.toList()) + "}";
        }
        if (value instanceof List<?> list) {
            return "[" + String.join(",", list.stream().map(Json::text).toList()) + "]";
        }
        return value instanceof String string ? quoted(string) : String.valueOf(value);
    }

    private static String quoted(String string) {
        var out = new StringBuilder("\"");
        for (char c : string.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private Object value() {
        blanks();
        switch (peek()) {
            case '{': {
                var object = new LinkedHashMap<String, Object>();
                list('}', () -> {
                    blanks();
                    var key = string();
                    blanks();
                    expect(':');
                    object.put(key, value());
                });
                return object;
            }
            case '[': {
                var array = new ArrayList<Object>();
                list(']', () -> array.add(value()));
                return array;
            }
            case '"':
                return string();
            default:
                return word();
        }
    }

    private void list(char end, Runnable item) {
        at++;
        blanks();
        if (peek() == end) {
            at++;
            return;
        }
        for (item.run(), blanks(); peek() == ','; blanks()) {
            at++;
            item.run();
        }
        expect(end);
    }

    private String string() {
        expect('"');
        var out = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            out.append(c == '\\' ? escaped() : c);
        }
        return out.toString();
    }

    private char escaped() {
        char c = next();
        switch (c) {
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u':
                at += 4;
                return (char) Integer.parseInt(text.substring(at - 4, at), 16);
            default: return c;
        }
    }

    private Object word() {
        int from = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        var word = text.substring(from, at);
        switch (word) {
            case "true": return true;
            case "false": return false;
            case "null": return null;
            default:
                if (word.matches("-?\\d+")) {
                    return Long.valueOf(word);
                }
                return Double.valueOf(word);
        }
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong();
        }
        return text.charAt(at);
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }

    private void expect(char wanted) {
        if (next() != wanted) {
            throw wrong();
        }
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("no JSON at character " + at);
    }
}
