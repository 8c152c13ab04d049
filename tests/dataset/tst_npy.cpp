// .npy files byte by byte: what is read, what is refused, and seeds that fuzzing found.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <cmath>
#include <limits>

#include "dataset/features/npy.h"
#include "tests/dataset/made_files.h"

using namespace wb;

namespace {

std::string little(std::uint64_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += char(value >> (8 * i) & 255);
    return text;
}

/// Mark, version, length of the header and the header itself.
std::string start(int version, const std::string& dict) {
    std::string text = dict + "\n";
    return "\x93NUMPY" + std::string{char(version), '\0'} + little(text.size(), version == 1 ? 2 : 4) + text;
}

std::string dict(const std::string& descr = "<f4", const std::string& order = "False",
                 const std::string& shape = "(2, 3)") {
    return "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }";
}

/// 1.5 -2 0 / 0.25 65504 3, written in this order; 65504 is the largest half.
std::string numbers(const std::string& descr, bool fortran = false) {
    struct Bits {
        std::uint64_t f2, f4, f8;
    };
    std::vector<Bits> bits{{0x3e00, 0x3fc00000, 0x3ff8000000000000}, {0xc000, 0xc0000000, 0xc000000000000000},
                           {0x0000, 0x00000000, 0x0000000000000000}, {0x3400, 0x3e800000, 0x3fd0000000000000},
                           {0x7bff, 0x477fe000, 0x40effc0000000000}, {0x4200, 0x40400000, 0x4008000000000000}};
    if (fortran) bits = {bits[0], bits[3], bits[1], bits[4], bits[2], bits[5]};
    const int size = descr[2] - '0';
    std::string text;
    for (const Bits& one : bits) {
        std::string number = little(size == 2 ? one.f2 : size == 4 ? one.f4 : one.f8, size);
        if (descr[0] == '>') std::reverse(number.begin(), number.end());
        text += number;
    }
    return text;
}

const std::vector<float> expected{1.5f, -2, 0, 0.25f, 65504, 3};

}  // namespace

class TestNpy : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;

  private slots:
    void reads_data() {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char* name, const std::string& bytes) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes);
        };
        for (const std::string descr : {"<f4", "<f8", "<f2", ">f4", ">f8", ">f2"}) {
            row((descr + ", C order").c_str(), start(1, dict(descr)) + numbers(descr));
            row((descr + ", Fortran order").c_str(), start(1, dict(descr, "True")) + numbers(descr, true));
        }
        row("version 2.0", start(2, dict()) + numbers("<f4"));
        row("version 3.0", start(3, dict()) + numbers("<f4"));
        row("as NumPy pads it", start(1, dict() + std::string(58, ' ')) + numbers("<f4"));
        row("keys in another order",
            start(1, "{'shape': (2, 3), 'descr': '<f4', 'fortran_order': False}") + numbers("<f4"));
        row("double quotes",
            start(1, "{\"descr\":\"<f4\",\"fortran_order\":False,\"shape\":(2,3,)}") + numbers("<f4"));
        row("Python 2", start(1, dict("<f4", "False", "(2L, 3L)")) + numbers("<f4"));
    }
    void reads() {
        QFETCH(QByteArray, bytes);
        const NpyMatrix parsed = parse_npy(bytes.toStdString(), "x.npy");
        QCOMPARE(parsed.rows, std::int64_t{2});
        QCOMPARE(parsed.columns, std::int64_t{3});
        QCOMPARE(parsed.values, expected);
        const auto path = made::write(made::path_of(m_dir) / "x.npy", bytes.toStdString());
        QCOMPARE(read_npy(path).values, expected);
        QCOMPARE(read_npy_header(path).rows, std::int64_t{2});
    }

    void special_numbers_are_kept() {
        const auto half = parse_npy(
            start(1, dict("<f2", "False", "(1, 4)")) + std::string("\x00\x7c\x00\xfc\x00\x7e\x01\x00", 8), "x");
        QCOMPARE(half.values[0], std::numeric_limits<float>::infinity());
        QCOMPARE(half.values[1], -std::numeric_limits<float>::infinity());
        QVERIFY(std::isnan(half.values[2]));
        QCOMPARE(half.values[3], 0x1p-24f);
        const auto wide = parse_npy(start(1, dict("<f8", "False", "(1, 1)")) + little(0x7fe0000000000000, 8), "x");
        QVERIFY(std::isinf(wide.values[0]));
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& bytes, const char* says) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromUtf8(says);
        };
        const std::string data = numbers("<f4");
        row("empty", "", "does not begin with the mark");
        row("a pickle", "\x80\x04\x95" + data, "does not begin with the mark");
        row("a zip (.npz)", "PK\x03\x04" + data, "does not begin with the mark");
        row("mark alone", "\x93NUMPY", "does not begin with the mark");
        row("version 4", start(4, dict()) + data, "version 4.0");
        row("version 0", start(0, dict()) + data, "version 0.0");
        row("minor version", std::string("\x93NUMPY\x01\x01", 8) + start(1, dict()).substr(8) + data, "version 1.1");
        row("header beyond the end", std::string("\x93NUMPY\x01\x00\xff\xff", 10) + dict(), "ends within its header");
        row("cut in the length", std::string("\x93NUMPY\x02\x00\x10\x00", 10), "ends within its header");
        row("header of 4 GB", std::string("\x93NUMPY\x02\x00\xff\xff\xff\xff", 12) + data, "too many");
        row("no dict", start(1, "0") + data, "\"{\" was expected");
        row("empty header", start(1, "") + data, "\"{\" was expected");
        row("empty dict", start(1, "{}") + data, "is missing");
        row("open dict", start(1, "{'descr': '<f4'") + data, "was expected");
        row("open text", start(1, "{'descr") + data, "not closed");
        row("backslash", start(1, dict("\\x3cf4")) + data, "backslash");
        row("no shape", start(1, "{'descr': '<f4', 'fortran_order': False}") + data, "is missing");
        row("a key twice", start(1, "{'descr': '<f4', 'descr': '<f4'}") + data, "twice");
        row("an unknown key", start(1, "{'evil': 1}") + data, "\"evil\"");
        row("something behind the dict", start(1, dict() + "import os") + data, "follows the dict");
        row("NUL in the header", start(1, dict() + std::string(1, '\0')) + data, "follows the dict");
        row("order is a number", start(1, dict("<f4", "1")) + data, "neither True nor False");
        row("negative size", start(1, dict("<f4", "False", "(-2, 3)")) + data, "no size");
        row("size beyond 64 bits", start(1, dict("<f4", "False", "(99999999999999999999, 3)")) + data, "no size");
        row("size is a text", start(1, dict("<f4", "False", "('2', 3)")) + data, "no size");
        row("33 dimensions",
            start(1, dict("<f4", "False", "(" + QString("1, ").repeated(33).toStdString() + ")")) + data,
            "too many dimensions");
        row("sizes that multiply to 2^64", start(1, dict("<f4", "False", "(4294967296, 4294967296)")), "is wrong");
        row("huge", start(1, dict("<f4", "False", "(9223372036854775807, 9223372036854775807)")) + data, "is wrong");
        row("one number short", start(1, dict()) + data.substr(4), "is wrong");
        row("one byte short", start(1, dict()) + data.substr(1), "is wrong");
        row("one byte too many", start(1, dict()) + data + "x", "is wrong");
        row("a second array behind", start(1, dict()) + data + data, "is wrong");
        row("no rows", start(1, dict("<f4", "False", "(0, 3)")), "no number at all");
        row("no columns", start(1, dict("<f4", "False", "(3, 0)")), "no number at all");
        row("one dimension", start(1, dict("<f4", "False", "(6,)")) + data, "two dimensions");
        row("a scalar", start(1, dict("<f4", "False", "()")) + data.substr(0, 4), "two dimensions");
        row("three dimensions", start(1, dict("<f4", "False", "(1, 2, 3)")) + data, "(1, 2, 3)");
        row("Python objects", start(1, dict("|O")) + data, "running code");
        row("records", start(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,)}") + data,
            "records");
        row("whole numbers", start(1, dict("<i4")) + data, "\"<i4\"");
        row("complex", start(1, dict("<c8")) + data, "\"<c8\"");
        row("long double", start(1, dict("<f16")) + data, "\"<f16\"");
        row("no byte order", start(1, dict("=f4")) + data, "\"=f4\"");
    }
    void refuses() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const std::string error = made::error_of([&] { (void)parse_npy(bytes.toStdString(), "bad.npy"); });
        QVERIFY2(QString::fromStdString(error).contains(says), error.c_str());
        QVERIFY2(QString::fromStdString(error).contains("bad.npy"), error.c_str());
        const auto path = made::write(made::path_of(m_dir) / "bad.npy", bytes.toStdString());
        QCOMPARE(made::error_of([&] { (void)read_npy(path); }), error);
    }

    void seeds_of_fuzzing_end_in_a_result_or_a_user_error() {
        const auto folder = std::filesystem::path(WB_TEST_GOLDENS) / "npy_seeds";
        int seeds = 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            const std::string bytes = made::read(entry.path());
            ++seeds;
            try {
                const NpyMatrix matrix = parse_npy(bytes, entry.path().filename().string());
                QCOMPARE(matrix.values.size(), std::size_t(matrix.rows * matrix.columns));
            } catch (const UserError& error) {
                QVERIFY(!error.why().empty() && !error.fix().empty());
            }
        }
        QVERIFY(seeds > 10);
    }

    void missing_file_and_folder() {
        QVERIFY(made::error_of([&] { (void)read_npy(made::path_of(m_dir) / "none.npy"); }).find("not there") !=
                std::string::npos);
        QVERIFY(made::error_of([&] { (void)read_npy(made::path_of(m_dir)); }).find("not a file") !=
                std::string::npos);
    }

    void written_files_are_as_numpy_writes_them() {
        const auto path = made::path_of(m_dir) / "out.npy";
        write_npy(path, 2, 3, expected);
        const std::string bytes = made::read(path);
        // numpy.save(numpy.array([[1.5, -2, 0], [0.25, 65504, 3]], dtype="float32")) of NumPy 1.24, byte for byte.
        const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
        QCOMPARE(bytes.substr(0, 10), std::string("\x93NUMPY\x01\x00\x76\x00", 10));
        QCOMPARE(bytes.substr(10, 118), header + std::string(118 - header.size() - 1, ' ') + "\n");
        QCOMPARE(bytes.substr(128), numbers("<f4"));
        QCOMPARE(read_npy(path).values, expected);
    }

    void large_fortran_matrix_in_pieces() {
        // More than one piece of a megabyte: 700 x 900 numbers of 8 bytes.
        const std::size_t rows = 700, columns = 900;
        std::string bytes = start(1, dict("<f8", "True", "(700, 900)"));
        for (std::size_t c = 0; c < columns; ++c)
            for (std::size_t r = 0; r < rows; ++r)
                bytes += little(std::bit_cast<std::uint64_t>(double(r * 1000 + c)), 8);
        const auto path = made::write(made::path_of(m_dir) / "large.npy", bytes);
        const NpyMatrix matrix = read_npy(path);
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t c = 0; c < columns; ++c)
                if (matrix.values[r * columns + c] != float(r * 1000 + c)) QFAIL("a number is out of place");
    }
};

QTEST_APPLESS_MAIN(TestNpy)
#include "tst_npy.moc"
