// The safetensors reader against valid, broken and hostile files, and the writer against the reader.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "foundation/error.h"
#include "foundation/files.h"
#include "foundation/random.h"
#include "foundation/safetensors.h"

using namespace wb;

namespace {

const fs::path cases = fs::path(WB_TEST_GOLDENS) / "safetensors_cases";

std::string golden_dtype(DType dtype) {  // the names that expected.json uses
    switch (dtype) {
        case DType::boolean:
            return "bool";
        case DType::u8:
            return "uint8";
        case DType::i8:
            return "int8";
        case DType::i16:
            return "int16";
        case DType::i32:
            return "int32";
        case DType::i64:
            return "int64";
        case DType::f16:
            return "float16";
        case DType::bf16:
            return "bfloat16";
        case DType::f32:
            return "float32";
        case DType::f64:
            return "float64";
    }
    return "";
}

std::string file_of(const std::string& header, std::size_t data_bytes) {
    std::string bytes;
    for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>((header.size() >> shift) & 255);
    return bytes + header + std::string(data_bytes, '\0');
}

std::string sample_file() {
    SafetensorsWriter writer;
    writer.add_floats("weight", {2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
    writer.add_integers("ids", {2}, std::vector<std::int64_t>{-1, std::int64_t{1} << 40});
    const std::vector<std::byte> small(3, std::byte{7});
    writer.add("mask", DType::u8, {3}, small);
    writer.add_floats("none", {0, 4}, {});
    writer.set_metadata("step", "12");
    return writer.serialize();
}

}  // namespace

class TestSafetensors : public QObject {
    Q_OBJECT
  private slots:
    void recorded_cases_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<bool>("mapped");
        const auto all = nlohmann::json::parse(read_file(cases / "expected.json"));
        for (const auto& one : all.at("cases")) {
            const auto file = one.at("file").get<std::string>();
            for (const bool mapped : {false, true})
                QTest::newRow((file + (mapped ? ", mapped" : "")).c_str())
                    << QString::fromStdString(file) << QString::fromStdString(one.dump()) << mapped;
        }
        QCOMPARE(all.at("cases").size(), std::size_t{55});
    }
    void recorded_cases() {
        QFETCH(QString, file);
        QFETCH(QString, expected);
        QFETCH(bool, mapped);
        const auto golden = nlohmann::json::parse(expected.toStdString());
        bool loaded = false;
        try {
            const auto path = cases / file.toStdString();
            const auto got = mapped ? SafetensorsFile::map(path) : SafetensorsFile::read(path);
            loaded = true;
            if (golden.at("ok")) {
                const auto& tensors = golden.at("tensors");
                QCOMPARE(got.tensors().size(), tensors.size());
                for (const TensorInfo& info : got.tensors()) {
                    const auto& want = tensors.at(info.name);
                    QCOMPARE(golden_dtype(info.dtype), want.at("dtype").get<std::string>());
                    QCOMPARE(info.shape, want.at("shape").get<std::vector<std::int64_t>>());
                    QCOMPARE(got.bytes(info).size(), static_cast<std::size_t>(info.count()) * dtype_size(info.dtype));
                }
                if (golden.contains("metadata") && golden.at("metadata").is_object())
                    QVERIFY(nlohmann::json(got.metadata()) == golden.at("metadata"));
            }
        } catch (const UserError& error) {
            QVERIFY2(QString(error.what()).contains(file), error.what());
            QVERIFY(!error.why().empty() && !error.fix().empty());
            if (file == "x_f8.safetensors") QVERIFY(QString(error.what()).contains("F8_E4M3"));
            if (file == "x_u64_dtype.safetensors") QVERIFY(QString(error.what()).contains("U64"));
        }
        if (file.startsWith("ok_")) QVERIFY(loaded);
        if (!file.startsWith("ok_") && file != "x_empty_name.safetensors") QVERIFY(!loaded);
    }

    void rowsAlone() {
        SafetensorsWriter writer;
        writer.add_floats("x", {3, 2}, std::vector<float>{1, 2, 3, 4, 5, 6});
        const auto file = SafetensorsFile::parse(writer.serialize(), "made");
        const std::vector<std::int64_t> rows{2, 0, 2}, none{3}, before{-1};
        QCOMPARE(file.floats("x", rows), (std::vector<float>{5, 6, 1, 2, 5, 6}));
        QVERIFY_EXCEPTION_THROWN(file.floats("x", none), std::logic_error);
        QVERIFY_EXCEPTION_THROWN(file.floats("x", before), std::logic_error);
        const auto halves = SafetensorsFile::read(cases / "ok_dtypes.safetensors");
        QCOMPARE(halves.floats("bf", std::vector<std::int64_t>{1}), (std::vector<float>{-2}));
    }

    void memoryIsGivenBack() {
        const QTemporaryDir folder;
        const fs::path path = folder.filePath("large.safetensors").toStdString();
        constexpr std::int64_t count = 16 << 20;  // 64 MiB
        SafetensorsWriter writer;
        writer.add_floats("x", {count}, std::vector<float>(count, 1.5f));
        writer.write(path);
        const auto resident = [] {
            std::ifstream in("/proc/self/statm");
            std::int64_t all = 0, pages = 0;
            in >> all >> pages;
            return pages * ::sysconf(_SC_PAGESIZE);
        };
        const auto file = SafetensorsFile::map(path);
        const auto& tensor = file.tensors().front();
        const auto sum = [&] {
            std::uint64_t bits = 0;
            for (const std::byte b : file.bytes(tensor)) bits += std::to_integer<std::uint64_t>(b);
            return bits;
        };
        const auto first = sum();
        const auto before = resident();
        file.release(tensor);
        QVERIFY(before - resident() > 60 << 20);
        QCOMPARE(sum(), first);
        SafetensorsFile::parse(writer.serialize(), "a copy in memory").release(tensor);
    }

    void values_of_all_types() {
        const auto file = SafetensorsFile::read(cases / "ok_dtypes.safetensors");
        QCOMPARE(file.floats("bf"), (std::vector<float>{1, -2}));
        QCOMPARE(file.floats("f16"), (std::vector<float>{1, -2}));
        QCOMPARE(file.floats("f64"), (std::vector<float>{1.5f}));
        QCOMPARE(file.integers("i64"), (std::vector<std::int64_t>{-9}));
        QCOMPARE(file.integers("i32"), (std::vector<std::int64_t>{-7}));
        QCOMPARE(file.integers("i16"), (std::vector<std::int64_t>{-5}));
        QCOMPARE(file.integers("i8"), (std::vector<std::int64_t>{-3}));
        QCOMPARE(file.integers("u8"), (std::vector<std::int64_t>{250}));
        QCOMPARE(file.integers("bool"), (std::vector<std::int64_t>{1}));
        QVERIFY_THROWS_EXCEPTION(UserError, file.floats("i64"));
        QVERIFY_THROWS_EXCEPTION(UserError, file.integers("f64"));
        QVERIFY_THROWS_EXCEPTION(UserError, file.info("absent"));
        QVERIFY(!file.contains("absent") && file.contains("bf"));
    }

    void special_halves() {
        const std::vector<std::uint16_t> halves{0x0000, 0x8000, 0x0001, 0x03ff, 0x0400,
                                                0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x3555};
        SafetensorsWriter writer;
        writer.add("h", DType::f16, {10}, std::as_bytes(std::span(halves)));
        const auto got = SafetensorsFile::parse(writer.serialize(), "memory").floats("h");
        QVERIFY(got[0] == 0 && !std::signbit(got[0]) && got[1] == 0 && std::signbit(got[1]));
        QCOMPARE(got[2], std::ldexp(1.0f, -24));
        QCOMPARE(got[3], std::ldexp(1023.0f, -24));
        QCOMPARE(got[4], std::ldexp(1.0f, -14));
        QCOMPARE(got[5], 65504.0f);
        QVERIFY(std::isinf(got[6]) && got[6] > 0 && std::isinf(got[7]) && got[7] < 0 && std::isnan(got[8]));
        QCOMPARE(got[9], 0.333251953125f);
    }

    void round_trip_in_memory_and_on_disk() {
        const std::string bytes = sample_file();
        QTemporaryDir dir;
        const fs::path path = fs::path(dir.path().toStdString()) / "new" / "model.safetensors";
        SafetensorsWriter writer;
        writer.add_floats("a\n\"b\\", {1}, std::vector<float>{std::numeric_limits<float>::denorm_min()});
        writer.write(path);
        const auto named = SafetensorsFile::read(path);
        QCOMPARE(named.floats("a\n\"b\\").at(0), std::numeric_limits<float>::denorm_min());
        QCOMPARE(read_file(path), writer.serialize());

        const auto file = SafetensorsFile::parse(bytes, "memory");
        QCOMPARE(file.floats("weight"), (std::vector<float>{1, 2, 3, 4, 5, 6}));
        QCOMPARE(file.integers("ids"), (std::vector<std::int64_t>{-1, std::int64_t{1} << 40}));
        QCOMPARE(file.integers("mask"), (std::vector<std::int64_t>{7, 7, 7}));
        QVERIFY(file.floats("none").empty());
        QCOMPARE(file.metadata(), (std::map<std::string, std::string>{{"format", "pt"}, {"step", "12"}}));
        QCOMPARE(file.tensors().front().name, std::string("ids"));  // larger items first
        std::uint64_t length = 0;
        std::memcpy(&length, bytes.data(), 8);
        QCOMPARE((8 + length) % 8, std::uint64_t{0});
        QVERIFY(SafetensorsFile::parse(SafetensorsWriter().serialize(), "memory").tensors().empty());
    }

    void every_truncation_is_refused() {
        const std::string whole = sample_file();
        for (std::size_t n = 0; n < whole.size(); ++n)
            QVERIFY_THROWS_EXCEPTION(UserError, SafetensorsFile::parse(whole.substr(0, n), "cut"));
        QVERIFY_THROWS_EXCEPTION(UserError, SafetensorsFile::parse(whole + '\0', "long"));
    }

    // Any single changed byte either still gives a whole, covered file or a UserError; nothing else.
    void changed_bytes_never_crash() {
        const std::string whole = sample_file();
        Rng rng(1, "changed bytes");
        int refused = 0, taken = 0;
        for (int i = 0; i < 20000; ++i) {
            std::string bytes = whole;
            const int changes = 1 + static_cast<int>(rng.below(3));
            for (int c = 0; c < changes; ++c) bytes[rng.below(bytes.size())] = static_cast<char>(rng.below(256));
            try {
                const auto file = SafetensorsFile::parse(bytes, "changed");
                for (const TensorInfo& info : file.tensors()) (void)file.bytes(info);
                ++taken;
            } catch (const UserError&) {
                ++refused;
            }
        }
        QVERIFY(refused > 0 && taken > 0);
    }

    void hostile_headers_data() {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("data");
        QTest::newRow("zero hides an overflow")
            << QByteArray(R"({"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}})") << 0;
        QTest::newRow("minus zero") << QByteArray(R"({"a":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}})") << 0;
        QTest::newRow("one offset") << QByteArray(R"({"a":{"dtype":"F32","shape":[],"data_offsets":[0]}})") << 4;
        QTest::newRow("field twice") << QByteArray(
                                            R"({"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}})")
                                     << 4;
        QTest::newRow("two fields") << QByteArray(R"({"a":{"dtype":"F32","shape":[1]}})") << 4;
        QTest::newRow("metadata twice") << QByteArray(R"({"__metadata__":{},"__metadata__":{}})") << 0;
        QTest::newRow("metadata list") << QByteArray(R"({"__metadata__":[]})") << 0;
        QTest::newRow("entry null") << QByteArray(R"({"a":null})") << 0;
        QTest::newRow("shape nested") << QByteArray(R"({"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}})")
                                      << 4;
        QTest::newRow("line feed behind") << QByteArray("{}\n") << 0;
        QTest::newRow("two objects") << QByteArray("{}{}") << 0;
        QTest::newRow("lone surrogate") << QByteArray(R"({"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})")
                                        << 0;
        QByteArray rank =
            R"({"a":{"dtype":"U8","shape":[0)" + QByteArray(",0").repeated(100) + R"(],"data_offsets":[0,0]}})";
        QTest::newRow("rank 101") << rank << 0;
        QTest::newRow("deep") << QByteArray(R"({"a":)") + QByteArray("{\"a\":").repeated(1000000) << 0;
    }
    void hostile_headers() {
        QFETCH(QByteArray, header);
        QFETCH(int, data);
        QVERIFY_THROWS_EXCEPTION(
            UserError,
            SafetensorsFile::parse(file_of(header.toStdString(), static_cast<std::size_t>(data)), "hostile"));
    }

    void wrong_use_of_the_writer_is_a_bug() {
        SafetensorsWriter writer;
        const std::vector<float> one{1};
        writer.add_floats("a", {1}, one);
        QVERIFY_THROWS_EXCEPTION(std::logic_error, writer.add_floats("a", {1}, one));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, writer.add_floats("b", {2}, one));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, writer.add_floats("c", {-1}, one));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, writer.add_floats("\xff", {1}, one));
        QVERIFY_THROWS_EXCEPTION(std::logic_error, writer.add_floats("__metadata__", {1}, one));
    }

    void missing_file() { QVERIFY_THROWS_EXCEPTION(UserError, SafetensorsFile::read("/nonexistent/x.safetensors")); }
};

QTEST_APPLESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
