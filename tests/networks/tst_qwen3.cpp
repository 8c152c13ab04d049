// Qwen3 and its adapters against the numbers of the original implementation (tests/goldens/qwen3_tiny*).
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <nlohmann/json.hpp>

#include "error_text.h"
#include "foundation/files.h"
#include "networks/golden_checks.h"
#include "networks/qwen3.h"
#include "networks/qwen_goldens.h"
#include "networks/recomputed.h"

#include <ATen/core/grad_mode.h>

using namespace wb;

namespace {

Qwen3Network network(const std::string& folder = "qwen3_tiny", bool trained = false) {
    return {read_qwen_config(goldens / folder), ModelTensors::open(goldens / folder), trained};
}

/// The last token of each text.
at::Tensor last_rows(const QwenTexts& texts) {
    std::vector<std::int64_t> rows;
    for (const auto end : texts.ends) rows.push_back(end - 1);
    return long_tensor(rows);
}

QwenTexts one_each(const at::Tensor& tokens) {
    QwenTexts texts;
    texts.ids = tokens.reshape({-1});
    for (std::int64_t i = 1; i <= texts.ids.size(0); ++i) texts.ends.push_back(i);
    return texts;
}

}  // namespace

class TestQwen3 : public QObject {
    Q_OBJECT
    const QwenGolden g_ = QwenGolden("qwen3_tiny");
    const QwenGolden lora_ = QwenGolden("qwen3_tiny_lora");

  private Q_SLOTS:
    void everyLayerMatches() {
        const at::NoGradGuard no_grad;
        const auto net = network();
        std::vector<at::Tensor> residuals;
        QwenPass pass;
        pass.watch = [&](std::int64_t, const at::Tensor& x) { residuals.push_back(x); };
        const auto hidden = net.hidden(g_.texts(), pass);
        QCOMPARE(residuals.size(), std::size_t{3});
        for (std::size_t i = 0; i < 3; ++i)
            WB_COMPARE_TENSORS(residuals[i], g_.real(g_.expected("hidden_layer" + std::to_string(i))), 1e-4);
        WB_COMPARE_TENSORS(hidden, g_.real(g_.expected("hidden_final_norm")), 1e-4);
        WB_COMPARE_TENSORS(at::embedding(net.parameters().front().value, g_.texts().ids),
                           g_.real(g_.expected("hidden_embed")), 0);
        WB_COMPARE_TENSORS(net.logits(hidden), g_.real(g_.expected("logits")), 1e-4);
        WB_COMPARE_TENSORS(net.logits(hidden), g_.real(g_.expected("logits_default_positions")), 1e-4);
        const auto last = net.logits(at::index_select(hidden, 0, last_rows(g_.texts())));
        WB_COMPARE_TENSORS(at::log_softmax(last, 1), g_.expected("last_logprobs"), 1e-4);
        const auto some = long_tensor({5, 300, 0});
        WB_COMPARE_TENSORS(net.logits(hidden, some), at::index_select(g_.real(g_.expected("logits")), 1, some), 1e-4);
        QVERIFY(net.notices().empty());
    }

    void shardsAreTheSameModel() {
        const at::NoGradGuard no_grad;
        const auto a = network(), b = network("qwen3_tiny_sharded");
        QVERIFY(at::equal(a.hidden(g_.texts()), b.hidden(g_.texts())));
        QCOMPARE(a.parameters().size(), b.parameters().size());
        for (std::size_t i = 0; i < a.parameters().size(); ++i) {
            QCOMPARE(a.parameters()[i].name, b.parameters()[i].name);
            QVERIFY(at::equal(a.parameters()[i].value, b.parameters()[i].value));
        }
    }

    void otherLengthsBesideATextChangeNothing() {
        const at::NoGradGuard no_grad;
        const auto net = network();
        const auto row = g_.ids[1].masked_select(g_.mask[1].to(at::kBool));
        QwenTexts alone;
        alone.ids = row;
        alone.ends = {row.size(0)};
        WB_COMPARE_TENSORS(net.logits(net.hidden(alone)), g_.expected("logits_row1_unpadded")[0], 1e-4);
    }

    void wantedRowsAlone() {
        const at::NoGradGuard no_grad;
        const auto net = network();
        const auto all = net.hidden(g_.texts());
        QwenPass pass;
        for (const auto& rows : {last_rows(g_.texts()), long_tensor({0, 3, 4}), long_tensor({all.size(0) - 1})}) {
            pass.rows = rows;
            // Products of fewer rows may be summed in another order; the reference's own rounding here is 2.75e-6.
            WB_COMPARE_TENSORS(net.hidden(g_.texts(), pass), at::index_select(all, 0, rows), 4e-6);
        }
    }

    void lossAndGradientsMatch() {
        const auto net = network("qwen3_tiny", true);
        const auto loss = label_loss(net.logits(net.hidden(g_.texts())), g_.next_labels());
        QVERIFY(std::abs(loss.item<double>() - g_.expected("loss").item<double>()) < 1e-5);
        torch::autograd::backward({loss}, {});
        int compared = 0;
        for (const auto& p : net.parameters()) {
            if (!g_.file.contains("grad." + p.name)) continue;
            ++compared;
            const auto problem = golden::gradient_problem(p.value.grad(), g_.expected("grad." + p.name), p.name);
            QVERIFY2(problem.isEmpty(), qPrintable(problem));
        }
        QCOMPARE(compared, 12);
    }

    void aCacheGoesOn() {
        const at::NoGradGuard no_grad;
        const auto net = network();
        QwenCache cache;
        QwenPass pass;
        pass.cache = &cache;
        net.hidden(g_.texts(), pass);
        for (std::int64_t row = 0; row < 3; ++row) {
            const auto tokens = g_.mask[row].sum().item<std::int64_t>();
            const auto from = g_.mask.size(1) - tokens;  // padding stands before
            QCOMPARE(cache.length(static_cast<std::size_t>(row)), tokens);
            const auto at_row = [&](const char* name) { return g_.expected(name)[row].narrow(1, from, tokens); };
            WB_COMPARE_TENSORS(cache.layers[0].keys[static_cast<std::size_t>(row)], at_row("cache_layer0_key"), 1e-4);
            WB_COMPARE_TENSORS(cache.layers[0].values[static_cast<std::size_t>(row)], at_row("cache_layer0_value"),
                               1e-4);
        }
        const auto next = read_integer_tensor(g_.file, "next_ids");
        WB_COMPARE_TENSORS(net.logits(net.hidden(one_each(next), pass)), g_.expected("decode_logits"), 1e-4);
        // The same without what was kept.
        std::vector<std::vector<std::int32_t>> whole;
        for (std::int64_t row = 0; row < 3; ++row) {
            const auto ids = at::cat({g_.ids[row].masked_select(g_.mask[row].to(at::kBool)), next[row]});
            whole.emplace_back(ids.data_ptr<std::int64_t>(), ids.data_ptr<std::int64_t>() + ids.size(0));
        }
        QwenPass last;
        last.rows = last_rows(QwenTexts::of(whole));
        WB_COMPARE_TENSORS(net.logits(net.hidden(QwenTexts::of(whole), last)), g_.expected("decode_logits_full"),
                           1e-4);
    }

    void greedyTokensMatch() {
        const at::NoGradGuard no_grad;
        const auto net = network();
        const auto expected = read_integer_tensor(g_.file, "generate_greedy8");
        QwenCache cache;
        QwenPass pass;
        pass.cache = &cache;
        pass.rows = last_rows(g_.texts());
        auto logits = net.logits(net.hidden(g_.texts(), pass));
        pass.rows = at::Tensor();
        for (std::int64_t step = 0; step < expected.size(1); ++step) {
            for (const auto end : net.config().end_tokens) logits.select(1, end).fill_(-1e9);
            const auto chosen = at::argmax(logits, 1);
            QVERIFY(at::equal(chosen, expected.select(1, step)));
            logits = net.logits(net.hidden(one_each(chosen), pass));
        }
    }

    /// One beginning for several texts gives what the whole texts give.
    void aCommonBeginningIsReadOnce() {
        const at::NoGradGuard no_grad;
        const auto net = network();
        const std::vector<std::int32_t> start{5, 9, 33, 40};
        const std::vector<std::vector<std::int32_t>> ends{{7}, {1, 2, 3}, {250, 11}};
        QwenCache first;
        QwenPass pass;
        pass.cache = &first;
        net.hidden(QwenTexts::of({start}), pass);
        auto cache = first.repeated(3);
        pass.cache = &cache;
        const auto behind = net.hidden(QwenTexts::of(ends), pass);
        std::int64_t at = 0;
        for (const auto& end : ends) {
            auto whole = start;
            whole.insert(whole.end(), end.begin(), end.end());
            const auto n = static_cast<std::int64_t>(end.size());
            WB_COMPARE_TENSORS(behind.narrow(0, at, n), net.hidden(QwenTexts::of({whole})).narrow(0, 4, n), 1e-5);
            at += n;
        }
        QCOMPARE(first.length(0), 4);  // the beginning itself is as it was
    }

    void halvesAsWeights() {
        const at::NoGradGuard no_grad;
        const QwenGolden g("qwen3_tiny_bf16");
        const auto net = network("qwen3_tiny_bf16");
        const auto logits = net.logits(net.hidden(g.texts()));
        WB_COMPARE_TENSORS(logits, g.real(g.expected("logits_bf16w_f32compute")), 1e-4);
        WB_COMPARE_TENSORS(net.parameters().front().value[5], g.expected("embed_row5_f32"), 0);
        QVERIFY(std::abs(label_loss(logits, g.next_labels()).item<double>() -
                         g.expected("loss_f32compute").item<double>()) < 1e-5);
    }

    void adapterMatches() {
        const auto net = network();
        const auto adapter = LoraAdapter::load(goldens / "qwen3_tiny_lora", net.config());
        QCOMPARE(adapter.parameters().size(), std::size_t{24});
        QCOMPARE(adapter.settings().scale(), 2.0);
        QwenPass pass;
        pass.adapter = &adapter;
        const auto logits = net.logits(net.hidden(lora_.texts(), pass));
        WB_COMPARE_TENSORS(logits.detach(), lora_.real(lora_.expected("logits")), 1e-4);
        const auto loss = label_loss(logits, lora_.next_labels());
        QVERIFY(std::abs(loss.item<double>() - lora_.expected("loss").item<double>()) < 1e-5);
        torch::autograd::backward({loss}, {});
        const auto problem = golden::gradient_problem(adapter.parameters(), lora_.file, "grad.");
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        const at::NoGradGuard no_grad;
        const auto& weights = net.parameters();
        const auto k = std::find_if(weights.begin(), weights.end(), [](const NamedParameter& p) {
            return p.name == "model.layers.1.self_attn.k_proj.weight";
        });
        WB_COMPARE_TENSORS(k->value + adapter.delta(1, "k_proj"),
                           lora_.expected("merged.layers.1.self_attn.k_proj.weight"), 1e-6);
        QVERIFY(!adapter.delta(1, "gate_proj").defined());
    }

    void mergedAdaptersGiveTheSameLogits() {
        auto net = network();
        const at::NoGradGuard no_grad;
        std::vector<at::Tensor> before;
        for (const auto& p : net.parameters()) before.push_back(p.value.clone());
        const auto adapter = LoraAdapter::load(goldens / "qwen3_tiny_lora", net.config());
        net.merge(adapter);
        WB_COMPARE_TENSORS(net.logits(net.hidden(lora_.texts())), lora_.real(lora_.expected("logits_merged")), 1e-4);
        net.unmerge(adapter);
        std::int64_t exact = 0;
        for (std::size_t i = 0; i < before.size(); ++i) {
            WB_COMPARE_TENSORS(net.parameters()[i].value, before[i], 1e-6);
            exact += at::equal(net.parameters()[i].value, before[i]);
        }
        QVERIFY(exact > 0);  // those without a pair are not touched
    }

    void fiveStepsOfTheAdapterMatch() {
        const auto net = network();
        const auto adapter = LoraAdapter::load(goldens / "qwen3_tiny_lora", net.config());
        AdamOptions options;
        options.lr = 5e-3;
        options.eps = 1e-8;
        options.weight_decay = 0.01;
        options.clip_norm = 1;
        Adam adam(adapter.parameters(), options);
        const auto losses = lora_.expected("adamw_losses"), norms = lora_.expected("adamw_grad_norms");
        QwenPass pass;
        pass.adapter = &adapter;
        const auto loss_now = [&] {
            return label_loss(net.logits(net.hidden(lora_.texts(), pass)), lora_.next_labels());
        };
        for (std::int64_t step = 0; step < 5; ++step) {
            const auto loss = loss_now();
            QVERIFY(std::abs(loss.item<double>() - losses[step].item<double>()) < 1e-4);
            torch::autograd::backward({loss}, {});
            const double norm = adam.gradient_norm();
            QVERIFY(std::abs(norm - norms[step].item<double>()) < 1e-4);
            adam.step(norm);
        }
        QVERIFY(std::abs(loss_now().item<double>() - losses[5].item<double>()) < 1e-4);
        for (const auto& p : adapter.parameters())
            if (lora_.file.contains("after5." + p.name))
                WB_COMPARE_TENSORS(p.value.detach(), lora_.expected("after5." + p.name), 1e-4);
    }

    /// An update's texts get the same dropout however many passes they are read in.
    void dropoutIsThatOfTheUpdate() {
        const auto net = network();
        LoraSettings settings;
        settings.dropout = 0.3;
        const LoraAdapter adapter(settings, net.config(), Rng(1, "lora"));
        const at::NoGradGuard no_grad;
        at::manual_seed(3);
        for (const auto& p : adapter.parameters()) p.value.copy_(at::randn(p.value.sizes()) * 0.1);
        const std::vector<std::vector<std::int32_t>> first{{5, 9, 33, 40}, {7, 8}}, second{{1, 2, 3}};
        auto all = first;
        all.insert(all.end(), second.begin(), second.end());
        const auto read = [&](const std::vector<std::vector<std::int32_t>>& texts, std::int64_t tokens,
                              std::int64_t rows) {
            QwenPass pass;
            pass.adapter = &adapter;
            pass.dropout_key = 11;
            pass.rows = last_rows(QwenTexts::of(texts));
            pass.tokens_before = tokens;
            pass.rows_before = rows;
            return net.hidden(QwenTexts::of(texts), pass);
        };
        const auto whole = read(all, 0, 0);
        WB_COMPARE_TENSORS(read(first, 0, 0), whole.narrow(0, 0, 2), 1e-5);
        WB_COMPARE_TENSORS(read(second, 6, 2), whole.narrow(0, 2, 1), 1e-5);
        QVERIFY(!at::allclose(read(second, 0, 0), whole.narrow(0, 2, 1), 1e-3, 1e-3));
    }

    /// Computing layers again changes no bit: of all weights, or of adapters with dropout and wanted rows alone.
    void recomputedLayers() {
        const auto gradients = [&](bool recompute, bool trained) {
            const auto net = network("qwen3_tiny", trained);
            auto adapter = LoraAdapter::load(goldens / "qwen3_tiny_lora", net.config());
            QwenPass pass;
            pass.recompute = recompute;
            if (!trained) {
                pass.adapter = &adapter;
                pass.dropout_key = 11;
                pass.rows = last_rows(g_.texts());
            }
            const auto labels = trained ? g_.next_labels() : long_tensor({1, 2, 3});
            const auto loss = label_loss(net.logits(net.hidden(g_.texts(), pass)), labels);
            torch::autograd::backward({loss}, {});
            std::vector<at::Tensor> all{loss.detach()};
            for (const auto& p : trained ? net.parameters() : adapter.parameters()) all.push_back(p.value.grad());
            return all;
        };
        for (const bool trained : {true, false}) {
            const auto plain = gradients(false, trained), again = gradients(true, trained);
            QCOMPARE(plain.size(), again.size());
            for (std::size_t i = 0; i < plain.size(); ++i) {
                QVERIFY(plain[i].defined() && again[i].defined());
                QVERIFY2(at::equal(plain[i], again[i]), qPrintable(QString::number(i)));
            }
        }
        const auto net = network();
        QwenCache cache;
        QwenPass pass;
        pass.cache = &cache;
        pass.recompute = true;
        QVERIFY_EXCEPTION_THROWN(net.hidden(g_.texts(), pass), std::logic_error);
    }

    /// Nothing but the inputs of the layers waits for the backward pass: tensors that were made inside are gone.
    void recomputedLayersKeepNothing() {
        std::vector<c10::weak_intrusive_ptr<c10::TensorImpl>> inside;
        at::Tensor y;
        const auto x = at::randn({8, 4}).set_requires_grad(true), w = at::randn({4, 4}).set_requires_grad(true);
        y = recomputed(x, [&](const at::Tensor& v) {
            const auto wide = at::relu(at::mm(v, w));
            inside.emplace_back(wide.getIntrusivePtr());
            return at::mm(wide, w);
        });
        QCOMPARE(inside.size(), std::size_t{1});
        QVERIFY(inside[0].expired());
        torch::autograd::backward({y.sum()}, {});
        const auto again = x.grad().clone();
        x.mutable_grad().reset();
        torch::autograd::backward({at::mm(at::relu(at::mm(x, w)), w).sum()}, {});
        QVERIFY(at::equal(again, x.grad()));
    }

    void anAdapterStartsAsTheModel() {
        const at::NoGradGuard no_grad;
        const auto net = network();
        LoraSettings settings;
        settings.targets = {"q_proj", "down_proj"};
        const LoraAdapter adapter(settings, net.config(), Rng(1, "lora"));
        QCOMPARE(adapter.parameters().size(), std::size_t{12});
        QwenPass pass;
        pass.adapter = &adapter;
        pass.dropout_key = 7;
        QVERIFY(at::equal(net.hidden(g_.texts(), pass), net.hidden(g_.texts())));
    }

    void adaptersGoToFilesAndBack() {
        const auto config = read_qwen_config(goldens / "qwen3_tiny");
        const auto adapter = LoraAdapter::load(goldens / "qwen3_tiny_lora", config);
        QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        adapter.save(folder, "qwen3-tiny");
        const auto again = LoraAdapter::load(folder, config);
        QVERIFY(again.settings().targets == adapter.settings().targets);
        QCOMPARE(again.settings().alpha, 16.0);
        for (std::size_t i = 0; i < adapter.parameters().size(); ++i) {
            QCOMPARE(again.parameters()[i].name, adapter.parameters()[i].name);
            QVERIFY(at::equal(again.parameters()[i].value, adapter.parameters()[i].value));
        }
        QCOMPARE(again.base(), std::string("qwen3-tiny"));
        LoraSettings settings;
        settings.rank = 4;
        settings.alpha = 6;
        settings.dropout = 0.3;
        settings.rank_stabilised = true;
        LoraAdapter(settings, config, Rng(1, "lora")).save(folder, "");
        const auto stabilised = LoraAdapter::load(folder, config).settings();
        QCOMPARE(stabilised.rank, std::int64_t{4});
        QCOMPARE(stabilised.dropout, 0.3);
        QVERIFY(stabilised.rank_stabilised && stabilised.targets == settings.targets);
        QCOMPARE(stabilised.scale(), 3.0);  // alpha / sqrt(rank)
    }

    void otherAdaptersAreRefused_data() {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* name, const char* change, const char* told) {
            QTest::newRow(name) << QString::fromLatin1(change).replace(u'\'', u'"') << told;
        };
        row("DoRA", "{'use_dora': true}", "\"use_dora\"");
        row("ranks", "{'rank_pattern': {'q_proj': 4}}", "\"rank_pattern\"");
        row("whole layers", "{'modules_to_save': ['lm_head']}", "\"modules_to_save\"");
        row("kind", "{'peft_type': 'IA3'}", "no LoRA adapter");
        row("PiSSA", "{'init_lora_weights': 'pissa_niter_16'}", "pissa_niter_16");
        row("OLoRA", "{'init_lora_weights': 'olora'}", "olora");
        row("invoked", "{'alora_invocation_tokens': [1, 2]}", "\"alora_invocation_tokens\"");
        row("biases", "{'bias': 'all'}", "biases");
        row("target", "{'target_modules': ['c_attn']}", "\"c_attn\"");
        row("no target", "{'target_modules': []}", "no linear layer");
        row("some layers", "{'target_modules': '.*layers.1.*q_proj'}", "in some layers only");
        row("pattern", "{'target_modules': '['}", "cannot be read");
        row("fewer targets", "{'target_modules': ['q_proj']}", "says nothing of");
        row("more targets", "{'target_modules': 'all-linear'}", "adapter");
        row("rank", "{'r': 4}", "adapter");
        row("no rank", "{'r': null}", "damaged");
    }
    void otherAdaptersAreRefused() {
        QFETCH(QString, change);
        QFETCH(QString, told);
        QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        auto config = nlohmann::json::parse(read_file(goldens / "qwen3_tiny_lora" / "adapter_config.json"));
        config.update(nlohmann::json::parse(change.toStdString()));
        write_file_atomic(folder / "adapter_config.json", config.dump());
        fs::copy_file(goldens / "qwen3_tiny_lora" / "adapter_model.safetensors",
                      folder / "adapter_model.safetensors");
        const auto error = error_of([&] { LoraAdapter::load(folder, read_qwen_config(goldens / "qwen3_tiny")); });
        QVERIFY2(error.find(told.toStdString()) != std::string::npos, error.c_str());
    }

    void patternsAndRankStabilisedScale() {
        QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        auto config = nlohmann::json::parse(read_file(goldens / "qwen3_tiny_lora" / "adapter_config.json"));
        config["target_modules"] = ".*\\.(q|k|v|o)_proj";
        config["use_rslora"] = true;
        write_file_atomic(folder / "adapter_config.json", config.dump());
        fs::copy_file(goldens / "qwen3_tiny_lora" / "adapter_model.safetensors",
                      folder / "adapter_model.safetensors");
        const auto adapter = LoraAdapter::load(folder, read_qwen_config(goldens / "qwen3_tiny"));
        QCOMPARE(adapter.settings().targets.size(), std::size_t{4});
        QVERIFY(std::abs(adapter.settings().scale() - 16 / std::sqrt(8.0)) < 1e-12);
    }

    void weightsOfAnotherModelAreRefused() {
        auto config = read_qwen_config(goldens / "qwen3_tiny");
        const auto files = ModelTensors::open(goldens / "qwen3_tiny");
        config.intermediate_size = 100;
        QVERIFY(error_of([&] { Qwen3Network(config, files); }).find("mlp.gate_proj.weight has another shape") !=
                std::string::npos);
        config.intermediate_size = 128;
        config.tied = false;
        QVERIFY(error_of([&] { Qwen3Network(config, files); }).find("lm_head.weight is missing") !=
                std::string::npos);
        config.tied = true;
        config.layers = 2;
        QCOMPARE(Qwen3Network(config, files).notices().size(), std::size_t{11});
        config.layers = 3;
        config.max_positions = 5;
        const Qwen3Network net(config, files);
        QVERIFY(error_of([&] { net.hidden(g_.texts()); }).find("at most 5") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestQwen3)
#include "tst_qwen3.moc"
