// Weights in 4 bits against bitsandbytes (tests/goldens/nf4).
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "error_text.h"
#include "foundation/half.h"
#include "foundation/safetensors.h"
#include "tensors/nf4.h"

using namespace wb;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes bytes_of(const SafetensorsFile& file, const std::string& name) {
    const auto values = file.integers(name);
    return {values.begin(), values.end()};
}

std::vector<float> all_of(const Nf4Blocks& blocks, const std::vector<float>& scales) {
    std::vector<float> out(static_cast<std::size_t>(blocks.count));
    from_nf4(blocks.packed.data(), scales.data(), blocks.block, 0, blocks.count, out.data());
    return out;
}

/// Largest distance in units in the last place of `expected`.
double ulps(const std::vector<float>& actual, const std::vector<float>& expected) {
    if (actual.size() != expected.size()) return std::numeric_limits<double>::infinity();
    double most = 0;
    for (std::size_t i = 0; i < actual.size(); ++i) {
        const float unit = std::nextafter(std::abs(expected[i]), 1e38f) - std::abs(expected[i]);
        most = std::max(most, static_cast<double>(std::abs(actual[i] - expected[i]) / unit));
    }
    return most;
}

}  // namespace

class TestNf4 : public QObject {
    Q_OBJECT
    const SafetensorsFile g_ = SafetensorsFile::read(WB_TEST_GOLDENS "/nf4/io.safetensors");

  private Q_SLOTS:
    void valuesAreTheirs() {
        QVERIFY(std::equal(nf4_values.begin(), nf4_values.end(), g_.floats("code_nf4").begin()));
        const auto& ours = dynamic_8bit_values();
        QVERIFY(std::equal(ours.begin(), ours.end(), g_.floats("dq_code2").begin()));
        const auto saved = SafetensorsFile::read(WB_TEST_GOLDENS "/nf4/bnb_serialized.safetensors");
        QVERIFY(std::equal(nf4_values.begin(), nf4_values.end(), saved.floats("w.weight.quant_map").begin()));
        QVERIFY(std::equal(ours.begin(), ours.end(), saved.floats("w.weight.nested_quant_map").begin()));
    }

    /// A weight in the middle takes the lower value, one above it the higher.
    void middles() {
        const auto middles = g_.floats("midpoints");
        QCOMPARE(middles.size(), std::size_t{15});
        std::vector<float> weights(64, 0.0f);
        weights[0] = 1;  // the scale
        for (std::size_t i = 0; i < middles.size(); ++i) {
            weights[2 + 2 * i] = middles[i];
            weights[3 + 2 * i] = std::nextafter(middles[i], 2.0f);
        }
        const auto made = to_nf4(weights);
        const auto values = all_of(made, made.scales);
        for (std::size_t i = 0; i < middles.size(); ++i) {
            QCOMPARE(values[2 + 2 * i], nf4_values[i]);
            QCOMPARE(values[3 + 2 * i], nf4_values[i + 1]);
        }
    }

    void blocks_data() {
        QTest::addColumn<QString>("suffix");
        QTest::addColumn<QString>("values");
        QTest::addColumn<int>("block");
        QTest::newRow("64") << "b64"
                            << "dequant_b64" << 64;
        QTest::newRow("128") << "b128"
                             << "dequant_b128" << 128;
    }
    void blocks() {
        QFETCH(QString, suffix);
        QFETCH(QString, values);
        QFETCH(int, block);
        const auto made = to_nf4(g_.floats("weight"), block);
        QVERIFY(made.packed == bytes_of(g_, "packed_" + suffix.toStdString()));
        QVERIFY(made.scales == g_.floats("absmax_" + suffix.toStdString()));
        QVERIFY(ulps(all_of(made, made.scales), g_.floats(values.toStdString())) <= 1);
    }

    void weightsOfBfloat16() {
        const auto made = to_nf4(g_.floats("bf16_weight_as_f32"));
        QVERIFY(made.packed == bytes_of(g_, "bf16_packed_b64"));
        QVERIFY(made.scales == g_.floats("bf16_absmax_b64"));
        auto values = all_of(made, made.scales);
        for (float& v : values) v = bfloat_to_float(float_to_bfloat(v));
        QVERIFY(values == g_.floats("bf16_dequant_as_f32"));
    }

    void scalesIn8Bits() {
        const auto made = to_nf4(g_.floats("weight"));
        const auto scales = to_8bit(made.scales);
        QVERIFY(made.packed == bytes_of(g_, "dq_packed_b64"));
        QVERIFY(scales.codes == bytes_of(g_, "dq_absmax_u8"));
        QVERIFY(ulps({scales.mean}, g_.floats("dq_offset")) <= 1);
        QVERIFY(ulps(scales.largest, g_.floats("dq_absmax2")) <= 1);
        QVERIFY(ulps(scales.restored(), g_.floats("dq_absmax_restored")) <= 1);
        QVERIFY(ulps(all_of(made, scales.restored()), g_.floats("dq_dequant")) <= 1);
    }

    /// x W^T with W as it comes back, and how far that is from the product with the weights themselves.
    void productOfALayer() {
        const auto made = to_nf4(g_.floats("weight"));
        const auto x = g_.floats("x");
        const std::size_t in = 256, out = 64;
        const std::pair<std::vector<float>, const char*> products[]{{all_of(made, made.scales), "linear_nf4"},
                                                                    {g_.floats("weight"), "linear_fp32"}};
        for (const auto& [w, name] : products) {
            const auto expected = g_.floats(name);
            QCOMPARE(expected.size(), x.size() / in * out);
            for (std::size_t i = 0; i < expected.size(); ++i) {
                double sum = 0;
                for (std::size_t k = 0; k < in; ++k)
                    sum += static_cast<double>(x[i / out * in + k]) * static_cast<double>(w[i % out * in + k]);
                QVERIFY(std::abs(sum - static_cast<double>(expected[i])) < 1e-4);
            }
        }
    }

    void whatTheySavedIsRead() {
        const auto saved = SafetensorsFile::read(WB_TEST_GOLDENS "/nf4/bnb_serialized.safetensors");
        Nf4Scales scales;
        scales.codes = bytes_of(saved, "w.weight.absmax");
        scales.largest = saved.floats("w.weight.nested_absmax");
        const auto state_bytes = bytes_of(saved, "w.weight.quant_state.bitsandbytes__nf4");
        const auto state = nlohmann::json::parse(state_bytes.begin(), state_bytes.end());
        QCOMPARE(state.at("quant_type").get<std::string>(), std::string("nf4"));
        QCOMPARE(state.at("blocksize").get<std::int64_t>(), Nf4Blocks().block);
        QCOMPARE(state.at("nested_blocksize").get<std::int64_t>(), Nf4Scales::group);
        scales.mean = state.at("nested_offset").get<float>();
        const auto packed = bytes_of(saved, "w.weight");
        Nf4Blocks blocks;
        blocks.count = 2 * std::ssize(packed);
        blocks.packed = packed;
        QVERIFY(ulps(all_of(blocks, scales.restored()), g_.floats("dq_dequant")) <= 1);
    }

    void aPartOfTheWeights() {
        const auto made = to_nf4(g_.floats("weight"));
        const auto all = all_of(made, made.scales);
        std::vector<float> part(100);
        from_nf4(made.packed.data(), made.scales.data(), made.block, 150, 100, part.data());
        QVERIFY(std::equal(part.begin(), part.end(), all.begin() + 150));
    }

    void whatCannotBeStored() {
        std::vector<float> weights(128, 0.5f);
        weights[70] = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(error_of([&] { to_nf4(weights); }).find("not finite") != std::string::npos);
        weights[70] = std::numeric_limits<float>::infinity();
        QVERIFY(error_of([&] { to_nf4(weights); }).find("not finite") != std::string::npos);
        QVERIFY_EXCEPTION_THROWN(to_nf4(std::vector<float>(3)), std::logic_error);
    }

    void nothingButZeros() {
        const auto made = to_nf4(std::vector<float>(64, 0.0f));
        QVERIFY(made.packed == Bytes(32, 0x77));
        QVERIFY(all_of(made, made.scales) == std::vector<float>(64, 0.0f));
        QVERIFY(all_of(made, to_8bit(made.scales).restored()) == std::vector<float>(64, 0.0f));
    }
};

QTEST_GUILESS_MAIN(TestNf4)
#include "tst_nf4.moc"
