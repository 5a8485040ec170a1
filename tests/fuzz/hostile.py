"""What is put into cells, headings and expressions: everything that once broke a reader of surveys, and its kin."""

from __future__ import annotations

CELLS = (
    "", " ", "\u00a0", "\u3000", "\0", "a\0b", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x07", "\x85", "\u2028",
    "\u202e",
    "\u200b", "\ufeff", "\ufffe", "\uffff", "a\nb", "a\r\nb", "a\rb", "\t", '"', '""', "'", ";", ",", "|", "\\", "`",
    "=1+1", "=cmd|' /C calc'!A0", "+49 170", "-", "--", "@SUM(1)", "<script>alert(1)</script>", "&amp;", "]]>",
    "{{7*7}}", "{% x %}", "${age}", "%s%n", "{0}", "$(id)", "../../etc/passwd", "C:\\con", "~", "*", "?", "[", "]", "#",
    "null", "NULL", "None", "nan", "NaN", "NA", "N/A", "#N/A", "#REF!", "#DIV/0!", "inf", "-inf", "Infinity", "TRUE",
    "true()", "0", "-0", "-1", "007", "1_000", "0x10", "1e5", "1E+11", "1e309", "-1e309", "1e-400", "1,5", "1.234,56",
    "1 234", "12'345", "½", "²", "٣٤", "४", "一", "9" * 19, "9" * 30, "1" + "0" * 400, "0." + "3" * 400, "1e", "e1",
    ".", "+", "%", "50%", "€ 5", "2020-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "-2020-01-01",
    "31/12/2020", "12/31/2020", "01/02/03", "2020-W01-1", "43831", "2958466", "-657435", "12:60:60", "24:00",
    "2020-01-01T25:00", "2020-01-01T00:00:00+99:99", "2020-01-01T00:00:00.123456789Z", "yes no", "yes  yes", " yes ",
    "YES", "other", "-99", "-99.0", "99", "999", "Zoë", "Zoe\u0308", "Ã©tÃ©", "مرحبا", "日本語", "👩‍👩‍👧", "\U0010ffff",
    "x" * 300, "word " * 800, "x" * 33_000,
)  # fmt: skip

HEADINGS = (
    *CELLS, "_index", "_parent_index", "_uuid", "_id", "KEY", "PARENT_KEY", "sex", "sex", "Sex ", "SEX", "age",
    "a/b/c", "group/sex", "sex/male", "/", "//", "group/", "sex.1", "name", "label", "type", "constructor", "__class__",
    "index", "level_0", "wave", "record", "person", "column_1", "unnamed_1", "Unnamed: 0", "before.sex", "true", "and",
    "div", "mod", "weight", "1", "1.0", "phone", "gps", "start", "end",
)  # fmt: skip

TYPES = (
    "text", "integer", "decimal", "date", "dateTime", "time", "note", "calculate", "select_one yes_no",
    "select_multiple places", "select_one nowhere", "select_one", "select_one yes_no or_other", "select_one ${visit}",
    "select_one_from_file x.csv", "select_multiple_from_file", "rank places", "range", "begin group", "end group",
    "begin_repeat", "end_repeat", "begin loop", "end", "begin", "SELECT_ONE yes_no", "select one yes_no", "geopoint",
    "hidden", "xml-external", "start", "audit", "nothing", "select_one  yes_no  or specify other",
)  # fmt: skip

EXPRESSIONS = (
    "", "1", "''", "${age} > 18", "${nobody} = 1", "${}", "${", "${age", "}", ". > 0 and . < 120", ". = .", "..",
    "../x",
    "/data/x", "not(", "not()", "not(1, 2)", "1 div 0", "${age} div ${age}", "0 mod 0", "9" * 400, "1e999",
    "selected(${food}, 'a')", "selected(., 'yes')", "count-selected(.) > 99999999999999999999", "regex(., '(a+)+$')",
    "regex(., '[')", "regex(., '\\')", "string-length(.) < -1", "substr(., -5, 1e99)", "pulldata('x', 'y', 'z', ${a})",
    "indexed-repeat(${who}, ${member}, 1)", "count(${member}) > 2", "sum(${years}) > 9", "position(..)", "once(uuid())",
    "int('x')", "round(1, 400)", "round(1.5, -400)", "pow(10, 400)", "pow(-1, .5)", "log(0)", "log10(-1)", "sqrt(-1)",
    "exp(1000)", "date('2020-02-30')", "date(99999999999)", "format-date(today(), '%Z%%%')", "format-date('x', '')",
    "decimal-date-time(.)", "today() - 'x'", "now() + now()", "jr:choice-name(., '${sex}')", "jr:choice-name(., 'x')",
    "concat(" + "1," * 300 + "1)", "(" * 90 + "1" + ")" * 90, "(" * 3000, "-" * 2000 + "1", "if(1, if(1, if(1",
    "coalesce()",
    "if(${age} > 1, ${age})", "‘yes’ = ${sex}", "${sex} = \u201cfemale\u201d", "true and false", "1 = = 1",
    "and and and", "\0",
    "${age} = 1; drop", "__import__('os')", "string-join(' ', ${years})", "min()", "max('a', 'b')", "random()",
    "checklist(1,1,.)",
    "weighted-checklist(1, 2, 3)", "distance(.)", "area('1 2 3')", "distance('x')", "choice = ${sex}",
    "name = ${visit}", "list_name",
    "filter=${sex}", "version()", "translate('a', 'b')", "boolean-from-string(.)", "digest(., 'MD5')",
    "base64-decode(.)",
)  # fmt: skip

ENCODINGS = (
    "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp850", "cp1256", "mac_roman", "latin-1",
    "shift_jis", "gb18030", "utf-7", "cp037",
)  # fmt: skip
