// Reading lines from files of any size, encoding and packing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <zlib.h>

#include <QtTest>

#include "dataset/text_stream.h"
#include "foundation/files.h"
#include "tests/dataset/made_files.h"

class TestTextStream : public QObject {
    Q_OBJECT
  private slots:
    void lines_data();
    void lines();
    void lines_across_blocks_data();
    void lines_across_blocks();
    void gzip_in_two_members();
    void zeros_behind_gzip();
    void damaged_gzip_data();
    void damaged_gzip();
    void text_before_the_damage_is_given();
    void nul_byte_far_behind();
    void latin1_line_in_the_middle();
    void long_line();
    void too_long_line();
    void records_data();
    void records();
    void many_open_quotes_take_no_time();
    void share_grows();
    void digest_is_of_the_file();
    void leaves_in_the_middle();
};

namespace {

std::string gzip(const std::string& text) {
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = uInt(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = uInt(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// Lines that are not alike, so that gzip and block borders fall everywhere.
std::string numbered_lines(int count) {
    std::string text;
    for (int i = 0; i < count; ++i)
        text += "line " + std::to_string(i) + " " + std::string(std::size_t(i * 7919 % 300), 'x') + "\n";
    return text;
}

std::vector<std::string> lines_of(const std::filesystem::path& path) {
    wb::TextStream file(path);
    std::vector<std::string> lines;
    for (std::string_view line; file.next(line);) lines.emplace_back(line);
    return lines;
}

}  // namespace

void TestTextStream::lines_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("lines");
    QTest::newRow("LF") << QByteArray("a\nb\n") << QStringList{"a", "b"};
    QTest::newRow("CRLF and BOM") << QByteArray(
                                         "\xEF\xBB\xBF"
                                         "a\r\nb\r\n")
                                  << QStringList{"a", "b"};
    QTest::newRow("no end") << QByteArray("a\nb") << QStringList{"a", "b"};
    QTest::newRow("empty lines") << QByteArray("\n\na\n\n") << QStringList{"", "", "a", ""};
    QTest::newRow("BOM alone") << QByteArray("\xEF\xBB\xBF") << QStringList{};
    QTest::newRow("one letter") << QByteArray("a") << QStringList{"a"};
    QTest::newRow("two bytes of gzip") << QByteArray("\x1f\x8b") << QStringList{QString::fromLatin1("\x1f\x8b")};
}

void TestTextStream::lines() {
    QFETCH(QByteArray, bytes);
    QFETCH(QStringList, lines);
    QTemporaryDir dir;
    const auto path = made::write(made::path_of(dir) / "t", bytes.toStdString());
    wb::TextStream file(path);
    QStringList found;
    std::int64_t number = 0;
    for (std::string_view line; file.next(line);) {
        found += QString::fromUtf8(line.data(), int(line.size()));
        QCOMPARE(file.number(), ++number);
    }
    QCOMPARE(found, lines);
    std::string_view line;
    QVERIFY(!file.next(line));
    QCOMPARE(file.share(), 1.0);
}

void TestTextStream::lines_across_blocks_data() {
    QTest::addColumn<bool>("packed");
    QTest::newRow("plain") << false;
    QTest::newRow("gzip") << true;
}

void TestTextStream::lines_across_blocks() {
    QFETCH(bool, packed);
    QTemporaryDir dir;
    const auto text = numbered_lines(60000);
    QVERIFY(text.size() > (std::size_t{8} << 20));
    const auto path = made::write(made::path_of(dir) / "t", packed ? gzip(text) : text);
    wb::TextStream file(path);
    std::string again;
    for (std::string_view line; file.next(line);) again.append(line).append("\n");
    QVERIFY(again == text);
    QCOMPARE(file.number(), 60000);
    QCOMPARE(file.digest(), wb::sha256_file(path));
    QVERIFY(!file.was_latin1());
}

void TestTextStream::gzip_in_two_members() {
    QTemporaryDir dir;
    // The border is in the middle of a line; an empty member stands between.
    const auto path = made::write(made::path_of(dir) / "t.gz", gzip("one\ntw") + gzip("") + gzip("o\nthree\n"));
    QCOMPARE(lines_of(path), (std::vector<std::string>{"one", "two", "three"}));
    const auto large = numbered_lines(20000);
    made::write(path, gzip(large.substr(0, 1234567)) + gzip(large.substr(1234567)));
    wb::TextStream file(path);
    std::string again;
    for (std::string_view line; file.next(line);) again.append(line).append("\n");
    QVERIFY(again == large);
}

void TestTextStream::zeros_behind_gzip() {
    QTemporaryDir dir;
    const auto path = made::write(made::path_of(dir) / "t.gz", gzip("one\n") + std::string(5000, '\0'));
    QCOMPARE(lines_of(path), std::vector<std::string>{"one"});
}

void TestTextStream::damaged_gzip_data() {
    QTest::addColumn<QByteArray>("bytes");
    const auto whole = QByteArray::fromStdString(gzip(numbered_lines(2000)));
    QTest::newRow("cut in the middle") << whole.left(whole.size() / 2);
    QTest::newRow("without its checksum") << whole.left(whole.size() - 8);
    QTest::newRow("cut in the checksum") << whole.left(whole.size() - 3);
    QTest::newRow("cut in the second member") << whole + whole.left(100);
    QTest::newRow("header alone") << whole.left(10);
    QTest::newRow("text behind it") << whole + "more";
    auto wrong = whole;
    wrong[wrong.size() - 6] = char(wrong[wrong.size() - 6] ^ 1);
    QTest::newRow("wrong checksum") << wrong;
    auto bad = whole;
    for (int i = 500; i < 520; ++i) bad[i] = char(0xFF);
    QTest::newRow("overwritten") << bad;
    QTest::newRow("zeros and then more") << whole + QByteArray(10, '\0') + whole;
}

void TestTextStream::damaged_gzip() {
    QFETCH(QByteArray, bytes);
    QTemporaryDir dir;
    const auto path = made::write(made::path_of(dir) / "t.gz", bytes.toStdString());
    const auto error = made::error_of([&] { lines_of(path); });
    QVERIFY2(error.find("The gzip file \"" + path.string() + "\" is damaged") != std::string::npos, error.c_str());
    QVERIFY2(error.find("again") != std::string::npos, error.c_str());
}

void TestTextStream::text_before_the_damage_is_given() {
    QTemporaryDir dir;
    const auto path = made::write(made::path_of(dir) / "t.gz", gzip("one\ntwo\n") + "more");
    QCOMPARE(wb::read_text_start(path, 100), std::optional<std::string>("one\ntwo\n"));
    wb::TextStream file(path);
    std::string_view line;
    QVERIFY(file.next(line));
    QVERIFY(file.next(line));
    QCOMPARE(std::string(line), std::string("two"));
    QVERIFY_EXCEPTION_THROWN(file.next(line), wb::UserError);
}

void TestTextStream::nul_byte_far_behind() {
    QTemporaryDir dir;
    auto text = numbered_lines(40000);
    text[text.size() - 10] = '\0';
    const auto path = made::write(made::path_of(dir) / "t", text);
    const auto error = made::error_of([&] { lines_of(path); });
    QVERIFY2(error.find("not a text file") != std::string::npos, error.c_str());
}

void TestTextStream::latin1_line_in_the_middle() {
    QTemporaryDir dir;
    // The same lines give the same text before and behind the first line that is no UTF-8.
    std::string text;
    for (int i = 0; i < 30000; ++i)
        text += i == 15000 ? "Caf\xE9 au lait, d\xE9"
                             "j\xE0 vu\n"
                           : "na\xC3\xAFve caf\xC3\xA9, abc\n";
    const auto path = made::write(made::path_of(dir) / "t", text);
    wb::TextStream file(path);
    for (std::string_view line; file.next(line);)
        QCOMPARE(QString::fromUtf8(line.data(), int(line.size())), file.number() == 15001
                                                                       ? QString::fromUtf8("Café au lait, déjà vu")
                                                                       : QString::fromUtf8("naïve café, abc"));
    QCOMPARE(file.latin1_lines(), 1);
    QVERIFY(file.was_latin1());
}

void TestTextStream::long_line() {
    QTemporaryDir dir;
    const std::string text(std::size_t{9} << 20, 'x');
    const auto path = made::write(made::path_of(dir) / "t.gz", gzip("a\n" + text + "\nb\n"));
    QCOMPARE(lines_of(path), (std::vector<std::string>{"a", text, "b"}));
}

void TestTextStream::too_long_line() {
    QTemporaryDir dir;
    // 70 MiB of one letter are 70 KB when packed: unpacking must not fill the memory.
    const auto path =
        made::write(made::path_of(dir) / "t.gz", gzip("a\n" + std::string(std::size_t{70} << 20, 'x') + "\nb\n"));
    const auto error = made::error_of([&] { lines_of(path); });
    QVERIFY2(error.starts_with("Line 2 of \"" + path.string() + "\" is too long."), error.c_str());
}

void TestTextStream::records_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("delimiter");
    QTest::addColumn<QStringList>("records");
    QTest::addColumn<QList<int>>("numbers");
    QTest::newRow("two lines") << "a,\"b\nc\"\nd\n"
                               << "," << QStringList{"a,\"b\nc\"", "d"} << QList<int>{1, 3};
    QTest::newRow("doubled quote") << "\"a\"\"\n\"\"b\"\nc\n"
                                   << "," << QStringList{"\"a\"\"\n\"\"b\"", "c"} << QList<int>{1, 3};
    QTest::newRow("quote in a field") << "5\" disk\nb\n"
                                      << "," << QStringList{"5\" disk", "b"} << QList<int>{1, 2};
    QTest::newRow("never closed") << "a,\"b\nc\nd\n"
                                  << "," << QStringList{"a,\"b", "c", "d"} << QList<int>{1, 2, 3};
    QTest::newRow("tab has no quotes") << "a\t\"b\nc\"\n"
                                       << "\t" << QStringList{"a\t\"b", "c\""} << QList<int>{1, 2};
    QTest::newRow("CRLF") << "\"a\r\nb\"\r\nc\r\n"
                          << ";" << QStringList{"\"a\r\nb\"", "c"} << QList<int>{1, 3};
    const QString far = "a,\"" + QString("x\n").repeated(40000);
    QTest::newRow("closed too far away") << far + "\"\n"
                                         << "," << QStringList{"a,\"x"} << QList<int>{1};
}

void TestTextStream::records() {
    QFETCH(QString, text);
    QFETCH(QString, delimiter);
    QFETCH(QStringList, records);
    QFETCH(QList<int>, numbers);
    QTemporaryDir dir;
    const auto path = made::write(made::path_of(dir) / "t", text.toStdString());
    wb::TextStream file(path);
    QStringList found;
    QList<int> at;
    for (std::string_view line; found.size() < records.size() && file.next_record(line, delimiter.toStdString());) {
        found += QString::fromUtf8(line.data(), int(line.size()));
        at += int(file.number());
    }
    QCOMPARE(found, records);
    QCOMPARE(at, numbers);
    std::string_view line;
    if (QTest::currentDataTag() != std::string("closed too far away")) QVERIFY(!file.next_record(line, ","));
}

void TestTextStream::many_open_quotes_take_no_time() {
    QTemporaryDir dir;
    std::string text;
    for (int i = 0; i < 200000; ++i) text += "a\" ,\"\n";  // opens a quote, and closes and opens one from inside
    const auto path = made::write(made::path_of(dir) / "t", text);
    QElapsedTimer timer;
    timer.start();
    wb::TextStream file(path);
    int records = 0;
    for (std::string_view line; file.next_record(line, ",");) ++records;
    QCOMPARE(records, 200000);
    qInfo("read in %lld ms", static_cast<long long>(timer.elapsed()));
}

void TestTextStream::share_grows() {
    for (const bool packed : {false, true}) {
        QTemporaryDir dir;
        const auto text = numbered_lines(60000);
        const auto path = made::write(made::path_of(dir) / "t", packed ? gzip(text) : text);
        wb::TextStream file(path);
        double before = 0;
        std::size_t bytes = 0;
        for (std::string_view line; file.next(line);) {
            bytes += line.size() + 1;
            QVERIFY(file.share() >= before);
            before = file.share();
            QVERIFY(std::abs(before - double(bytes) / double(text.size())) < 0.05);
        }
        QCOMPARE(before, 1.0);
    }
}

void TestTextStream::digest_is_of_the_file() {
    QTemporaryDir dir;
    const auto path = made::write(made::path_of(dir) / "t.gz", gzip(numbered_lines(50000)));
    wb::TextStream file(path);
    std::string_view line;
    QVERIFY(file.next(line));
    QCOMPARE(file.digest(), wb::sha256_file(path));  // also when lines are left
    QVERIFY(!file.next(line));
    QCOMPARE(file.digest(), wb::sha256_file(path));
}

void TestTextStream::leaves_in_the_middle() {
    QTemporaryDir dir;
    const auto path = made::write(made::path_of(dir) / "t.gz", gzip(numbered_lines(100000)));
    for (int i = 0; i < 50; ++i) {  // the threads end, wherever they are
        wb::TextStream file(path);
        std::string_view line;
        for (int k = 0; k < i * 100; ++k) QVERIFY(file.next(line));
    }
}

QTEST_APPLESS_MAIN(TestTextStream)
#include "tst_text_stream.moc"
