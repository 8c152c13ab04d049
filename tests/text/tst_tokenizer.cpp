// The tokenizer against the numbers of Hugging Face's, tiktoken and llama.cpp; files that do not fit; long texts.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "error_text.h"
#include "foundation/random.h"
#include "text/byte_alphabet.h"
#include "text/composed_text.h"
#include "text/qwen_tokenizer_golden.h"
#include "text/text_pieces.h"
#include "text/tokenizer_files.h"

using namespace wb;
using Ids = std::vector<std::int32_t>;

namespace {

/// All bytes, and "in", " in", "<in>" added; vocabulary as small as can be.
TokenizerParts small_parts() {
    TokenizerParts parts;
    for (int byte = 0; byte < 256; ++byte)
        parts.vocabulary.emplace_back(stand_ins_of(std::string(1, char(byte))), byte);
    parts.vocabulary.emplace_back("in", 256);
    parts.vocabulary.emplace_back(stand_ins_of(" ") + "in", 257);
    parts.merges = {{"i", "n"}, {stand_ins_of(" "), "in"}};
    parts.added = {{258, "<in>", true}, {259, "<in><in>", false}};
    return parts;
}

void write(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace

class TestTokenizer : public QObject {
    Q_OBJECT
    std::optional<Tokenizer> m_qwen;

  private slots:
    void initTestCase() { m_qwen.emplace(qwen_tokenizer_golden::tokenizer()); }

    void goldenIds_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("list");
        QTest::addColumn<int>("cases");
        QTest::newRow("llama.cpp") << "vectors_llamacpp.json"
                                   << "cases" << 47;
        QTest::newRow("own") << "vectors_own.json"
                             << "cases" << 317;
        QTest::newRow("with added tokens") << "vectors_own.json"
                                           << "special_cases" << 16;
        QTest::newRow("random") << "vectors_random.json"
                                << "cases" << 600;
    }
    void goldenIds() {
        QFETCH(QString, file);
        QFETCH(QString, list);
        const auto document = qwen_tokenizer_golden::read(file.toLatin1().constData());
        const auto& cases = document.at(list.toStdString());
        QTEST(int(cases.size()), "cases");
        for (const auto& one : cases) {
            const auto text = one.at("text").get<std::string>();
            const auto wanted = one.at("ids").get<Ids>();
            QVERIFY2(m_qwen->encode(text) == wanted, text.c_str());
            if (one.contains("decoded")) QCOMPARE(m_qwen->decode(wanted), one.at("decoded").get<std::string>());
            if (one.contains("decoded_skip_special"))
                QCOMPARE(m_qwen->decode(wanted, true), one.at("decoded_skip_special").get<std::string>());
            // The ranges cover the text without holes, each token's from where the one before it ends.
            const auto tokens = m_qwen->encode_with_offsets(text);
            QCOMPARE(tokens.size(), wanted.size());
            std::uint32_t at = 0;
            for (std::size_t i = 0; i < tokens.size(); ++i) {
                QCOMPARE(tokens[i].id, wanted[i]);
                QVERIFY(tokens[i].begin <= at && tokens[i].end >= tokens[i].begin);
                at = std::max(at, tokens[i].end);
            }
            QCOMPARE(std::size_t{at}, text.size());
        }
    }

    /// A small cut of the same vocabulary, from tokenizer.json and from the older files.
    void goldenIdsOfACut() {
        const fs::path folder = fs::path(WB_TEST_GOLDENS) / "qwen3_tiny";
        QTemporaryDir dir;
        const fs::path older = dir.path().toStdString();
        for (const char* file : {"vocab.json", "merges.txt", "tokenizer_config.json"})
            fs::copy_file(folder / file, older / file);
        const auto cases = nlohmann::json::parse(read_file(folder / "tokenizer_vectors.json")).at("cases");
        QCOMPARE(int(cases.size()), 10);
        for (const fs::path& from : {folder, older}) {
            const auto tokenizer = load_tokenizer(from);
            for (const auto& one : cases) {
                const auto text = one.at("text").get<std::string>();
                const auto ids = one.at("ids").get<Ids>();
                QVERIFY2(tokenizer.encode(text) == ids, text.c_str());
                QCOMPARE(tokenizer.decode(ids), text);
            }
        }
    }

    void goldenPieces() {
        const auto cases = qwen_tokenizer_golden::read("pretokenize_cases.json");
        QVERIFY(cases.size() > 100);
        for (const auto& one : cases) {
            const auto text = one.at("text").get<std::string>();
            const ComposedText composed(text);
            std::vector<std::string> pieces;
            for (std::size_t at = 0; at < composed.text().size();) {
                const auto end = piece_end(composed.text(), at);
                pieces.push_back(stand_ins_of(composed.text().substr(at, end - at)));
                at = end;
            }
            QVERIFY2(pieces == one.at("pieces").get<std::vector<std::string>>(), text.c_str());
        }
        QCOMPARE(qwen_tokenizer_golden::read("pretokenizer.json").at("regex").get<std::string>(),
                 std::string(qwen_pieces_pattern));
    }

    void goldenDecoding() {
        for (const auto& one : qwen_tokenizer_golden::read("decode_cases.json")) {
            const auto ids = one.at("ids").get<Ids>();
            QCOMPARE(m_qwen->decode(ids), one.at("decoded").get<std::string>());
            QCOMPARE(m_qwen->decode(ids, true), one.at("decoded_skip_special").get<std::string>());
        }
    }

    void goldenTemplates() {
        const auto document = qwen_tokenizer_golden::read("chat_template_cases.json");
        int with_ids = 0;
        for (const auto& one : document.at("cases")) {
            if (!one.contains("ids")) continue;
            ++with_ids;
            QCOMPARE(m_qwen->encode(one.at("rendered").get<std::string>()), one.at("ids").get<Ids>());
        }
        QVERIFY(with_ids > 5);
    }

    /// tokenizer.json says the same as vocab.json and merges.txt.
    void bothFileKinds() {
        const Tokenizer other = qwen_tokenizer_golden::tokenizer_of_older_files();
        QCOMPARE(other.largest_id(), m_qwen->largest_id());
        for (std::int32_t id = 0; id <= other.largest_id(); ++id) QCOMPARE(other.bytes_of(id), m_qwen->bytes_of(id));
        const auto document = qwen_tokenizer_golden::read("vectors_own.json");
        for (const char* list : {"cases", "special_cases"})
            for (const auto& one : document.at(list))
                QCOMPARE(other.encode(one.at("text").get<std::string>()), one.at("ids").get<Ids>());
        QCOMPARE(other.added().size(), m_qwen->added().size());
        // A letter is one token, which is what labels need.
        for (char letter = 'A'; letter <= 'Z'; ++letter)
            QCOMPARE(other.id_of({&letter, 1}), std::optional<std::int32_t>(32 + letter - 'A'));
    }

    void offsetsOfComposedText() {
        const Tokenizer small(small_parts());
        // "e" and a combining acute become one character of two bytes, of which each is a token.
        const std::string text = "ine\u0301in";
        const auto tokens = small.encode_with_offsets(text);
        QCOMPARE(tokens.size(), std::size_t{4});
        QCOMPARE(tokens[0], (TokenSpan{256, 0, 2}));
        QCOMPARE(tokens[1].begin, 2u);
        QCOMPARE(tokens[2].end, 5u);
        QCOMPARE(tokens[3], (TokenSpan{256, 5, 7}));
        QCOMPARE(small.decode(small.encode(text)), std::string("in\u00e9in"));
    }

    void addedTokensComeFirst() {
        const Tokenizer small(small_parts());
        QCOMPARE(small.encode("in<in>"), (Ids{256, 258}));
        QCOMPARE(small.encode("<in><in><in>"), (Ids{259, 258}));  // the longest
        QCOMPARE(small.encode("<<in> in"), (Ids{'<', 258, 257}));
        QCOMPARE(small.decode(Ids{256, 258, 259}), std::string("in<in><in><in>"));
        QCOMPARE(small.decode(Ids{256, 258, 259, 99999, -1}, true), std::string("in<in><in>"));
        QCOMPARE(small.encode(""), Ids());
    }

    void pieces_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QList<QByteArray>>("pieces");
        const auto row = [](const char* name, const char* text, QList<QByteArray> pieces) {
            QTest::newRow(name) << QByteArray(text) << pieces;
        };
        row("contractions", "I'LL it's 'ſx 'RE", {"I", "'LL", " it", "'s", " '", "ſx", " '", "RE"});
        row("contraction at the begin", "'sam 'tis", {"'s", "am", " '", "tis"});
        row("long s", "a'ſb", {"a", "'ſ", "b"});
        row("blanks before a word", "a   b", {"a", "  ", " b"});
        row("blanks at the end", "a  ", {"a", "  "});
        row("line ends", "a \n\n b", {"a", " \n\n", " b"});
        row("line end behind signs", "!?\n\nx", {"!?\n\n", "x"});
        row("numbers one by one", "x12", {"x", "1", "2"});
        row("sign before letters", "(ab)", {"(ab", ")"});
        row("tab before signs", "\t!", {"\t", "!"});
        row("wide blank before a word", "\u3000a", {"\u3000a"});
        row("no blank", "\u200ba", {"\u200ba"});
        row("no UTF-8",
            "a\xff\xfe"
            "b",
            {"a", "\xff\xfe", "b"});
        row("cut character", "a\xe2\x82", {"a", "\xe2\x82"});
    }
    void pieces() {
        QFETCH(QByteArray, text);
        const std::string_view bytes(text.constData(), static_cast<std::size_t>(text.size()));
        QList<QByteArray> found;
        for (std::size_t at = 0; at < bytes.size();) {
            const auto end = piece_end(bytes, at);
            QVERIFY(end > at && end <= bytes.size());
            found << text.mid(qsizetype(at), qsizetype(end - at));
            at = end;
        }
        QTEST(found, "pieces");
    }

    /// One piece of many bytes: the queue and the plain search give the same, and neither takes quadratic time.
    void longPieces() {
        TokenizerParts parts = small_parts();
        std::int32_t id = 1000;
        Rng rng(3, "merges");
        std::vector<std::string> known{"a", "b", "c"};
        for (int i = 0; i < 60; ++i) {
            const auto left = known[rng.below(known.size())], right = known[rng.below(known.size())];
            if (std::find(known.begin(), known.end(), left + right) != known.end() || left.size() + right.size() > 12)
                continue;
            known.push_back(left + right);
            parts.vocabulary.emplace_back(left + right, id++);
            parts.merges.emplace_back(left, right);
        }
        const Tokenizer tokenizer(parts);
        std::string text;
        for (int i = 0; i < 300; ++i) text += "abc"[rng.below(3)];
        // By the definition: rank after rank, each from left to right.
        std::vector<std::string> tokens;
        for (const char c : text) tokens.emplace_back(1, c);
        for (bool joined = true; joined;) {
            joined = false;
            for (const auto& [left, right] : parts.merges) {
                for (std::size_t i = 0; i + 1 < tokens.size() && !joined; ++i)
                    if (tokens[i] == left && tokens[i + 1] == right) {
                        tokens[i] += right;
                        tokens.erase(tokens.begin() + std::ptrdiff_t(i) + 1);
                        joined = true;
                    }
                if (joined) break;
            }
        }
        const auto ids = tokenizer.encode(text);
        QCOMPARE(ids.size(), tokens.size());
        for (std::size_t i = 0; i < ids.size(); ++i)
            QCOMPARE(tokenizer.bytes_of(ids[i]), std::string_view(tokens[i]));
        const std::string hostile(2'000'000, 'a');
        QCOMPARE(tokenizer.decode(tokenizer.encode(hostile)), hostile);
    }

    void repairedText_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("whole") << QByteArray("aé€😀") << QByteArray("aé€😀");
        QTest::newRow("lone byte") << QByteArray("a\xff") << QByteArray("a\ufffd");
        QTest::newRow("cut short") << QByteArray("\xe2\x82z") << QByteArray("\ufffdz");
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QByteArray("\ufffd\ufffd\ufffd");
        QTest::newRow("too long a form") << QByteArray("\xc0\xaf") << QByteArray("\ufffd\ufffd");
    }
    void repairedText() {
        QFETCH(QByteArray, bytes);
        QTEST(QByteArray::fromStdString(repaired_utf8(bytes.toStdString())), "text");
    }

    void everyByteComesBack() {
        const Tokenizer small(small_parts());
        std::string all;
        for (int byte = 0; byte < 256; ++byte) all += char(byte);
        QCOMPARE(bytes_of_stand_ins(stand_ins_of(all)).value(), all);
        QVERIFY(!bytes_of_stand_ins("\u4e00") && !bytes_of_stand_ins(" "));
        std::string back;
        for (const auto id : small.encode(std::string("\x80\xff") + "in")) back += small.bytes_of(id);
        QCOMPARE(back, std::string("\x80\xff") + "in");
    }

    void badParts_data() {
        QTest::addColumn<QString>("part");
        QTest::addColumn<QString>("told");
        QTest::newRow("no token for a byte") << "byte"
                                             << "no token for the byte 7";
        QTest::newRow("two tokens") << "twice"
                                    << "belongs to two tokens";
        QTest::newRow("merge") << "merge"
                               << "not in the vocabulary";
        QTest::newRow("number") << "number"
                                << "has the number 2000000000";
    }
    void badParts() {
        QFETCH(QString, part);
        QFETCH(QString, told);
        TokenizerParts parts = small_parts();
        if (part == "byte") parts.vocabulary.erase(parts.vocabulary.begin() + 7);
        if (part == "twice") parts.vocabulary.emplace_back("xyz", 5);
        if (part == "merge") parts.merges.emplace_back("x", "y");
        if (part == "number") parts.vocabulary.emplace_back("xyz", 2'000'000'000);
        const auto error = error_of([&] { Tokenizer tokenizer(parts); });
        QVERIFY2(error.find(told.toStdString()) != std::string::npos, error.c_str());
    }

    void badFiles_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("told");
        const QByteArray good =
            R"({"normalizer": {"type": "NFC"}, "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": "\\s+"}}, {"type": "ByteLevel"}]}, "model": {"type": "BPE", "vocab": {}, "merges": []}})";
        QTest::newRow("no JSON") << QByteArray("{") << "no JSON document";
        QTest::newRow("empty") << QByteArray() << "no JSON document";
        QTest::newRow("another pattern") << good << "another pattern";
        QTest::newRow("another normaliser") << QByteArray(good).replace("NFC", "NFKC") << "normaliser is \"NFKC\"";
        QTest::newRow("no pieces") << QByteArray(R"({"normalizer": {"type": "NFC"}})") << "does not cut texts";
        QTest::newRow("a list") << QByteArray("[]") << "normaliser is \"none\"";
    }
    void badFiles() {
        QFETCH(QByteArray, file);
        QFETCH(QString, told);
        QTemporaryDir dir;
        write(dir.path().toStdString() + "/tokenizer.json", file.toStdString());
        const auto error = error_of([&] { load_tokenizer(dir.path().toStdString()); });
        QVERIFY2(error.find(told.toStdString()) != std::string::npos, error.c_str());
    }

    void missingFiles() {
        QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        QVERIFY(error_of([&] { load_tokenizer(folder); }).find("needs tokenizer.json") != std::string::npos);
        write(folder / "vocab.json", R"({"a": 0})");
        QVERIFY(error_of([&] { load_tokenizer(folder); }).find("needs tokenizer.json") != std::string::npos);
        write(folder / "merges.txt", "#version: 0.2\na b c\n");
        QVERIFY(error_of([&] { load_tokenizer(folder); }).find("Line 2") != std::string::npos);
        write(folder / "merges.txt", "#version: 0.2\n");
        QVERIFY(error_of([&] { load_tokenizer(folder); }).find("no token for the byte 0") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
