// Qwen3 by LibTorch's own operations, as it runs on a graphics processor, against the numbers of the original
// implementation. On a machine without one the processor takes its place: the operations are the same.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTest>

#include "networks/qwen_goldens.h"
#include "tensors/runtime.h"
#include "training/adam.h"

using namespace wb;

namespace {

Qwen3Network network(const std::string& folder, c10::Device device, at::ScalarType held = at::kFloat) {
    return {read_qwen_config(goldens / folder), ModelTensors::open(goldens / folder), device, held};
}

double distance(const at::Tensor& actual, const at::Tensor& expected) {
    return (at::norm(actual - expected) / at::norm(expected)).item<double>();
}

}  // namespace

class TestQwen3Device : public QObject {
    Q_OBJECT
    std::vector<c10::Device> devices_{c10::Device(at::kCPU)};

  private Q_SLOTS:
    void initTestCase() {
        if (has_graphics_processor()) devices_.emplace_back(at::kCUDA);
    }

    void goldensMatch() {
        const at::NoGradGuard no_grad;
        for (const auto device : devices_)
            for (const char* folder : {"qwen3_tiny", "qwen3_tiny_sharded"}) {
                const QwenGolden g("qwen3_tiny");
                const auto net = network(folder, device);
                std::vector<at::Tensor> residuals;
                QwenPass pass;
                pass.watch = [&](std::int64_t, const at::Tensor& x) { residuals.push_back(x.to(at::kCPU)); };
                const auto hidden = net.hidden(g.texts(), pass);
                for (std::size_t i = 0; i < residuals.size(); ++i)
                    WB_COMPARE_TENSORS(residuals[i], g.real(g.expected("hidden_layer" + std::to_string(i))), 1e-4);
                WB_COMPARE_TENSORS(hidden, g.real(g.expected("hidden_final_norm")), 1e-4);
                WB_COMPARE_TENSORS(net.logits(hidden), g.real(g.expected("logits")), 1e-4);
                const auto some = long_tensor({5, 300, 0});
                WB_COMPARE_TENSORS(net.logits(hidden, some), at::index_select(g.real(g.expected("logits")), 1, some),
                                   1e-4);
            }
    }

    /// Loss, gradients and five updates of adapters, with layers kept and computed again.
    void adaptersMatch() {
        const QwenGolden g("qwen3_tiny_lora");
        for (const auto device : devices_)
            for (const bool recompute : {false, true}) {
                const auto net = network("qwen3_tiny", device);
                const auto adapter = LoraAdapter::load(goldens / "qwen3_tiny_lora", net.config());
                QwenPass pass;
                pass.adapter = &adapter;
                pass.recompute = recompute;
                const auto loss_now = [&] {
                    return label_loss(net.logits(net.hidden(g.texts(), pass)), g.next_labels());
                };
                const auto loss = loss_now();
                QVERIFY(std::abs(loss.item<double>() - g.expected("loss").item<double>()) < 1e-5);
                torch::autograd::backward({loss}, {});
                const auto problem = golden::gradient_problem(adapter.parameters(), g.file, "grad.");
                QVERIFY2(problem.isEmpty(), qPrintable(problem));
                for (const auto& p : adapter.parameters()) p.value.mutable_grad().reset();
                AdamOptions options;
                options.lr = 5e-3;
                options.weight_decay = 0.01;
                options.clip_norm = 1;
                Adam adam(adapter.parameters(), options);
                const auto losses = g.expected("adamw_losses");
                for (std::int64_t step = 0; step < losses.size(0); ++step) {
                    const auto now = loss_now();
                    QVERIFY(std::abs(now.item<double>() - losses[step].item<double>()) < 1e-4);
                    torch::autograd::backward({now}, {});
                    adam.step(adam.gradient_norm());
                }
            }
    }

    /// The same numbers are set to zero the second time, and others with another key.
    void dropoutIsRepeatable() {
        const QwenGolden g("qwen3_tiny_lora");
        for (const auto device : devices_) {
            const auto net = network("qwen3_tiny", device);
            LoraSettings settings;
            settings.dropout = 0.3;
            const LoraAdapter adapter(settings, net.config(), Rng(1, "lora"));
            for (const auto& p : adapter.parameters()) {
                const at::NoGradGuard no_grad;
                p.value.copy_(at::randn(p.value.sizes()) * 0.1);
            }
            const auto gradients = [&](std::uint64_t key, bool recompute) {
                QwenPass pass;
                pass.adapter = &adapter;
                pass.dropout_key = key;
                pass.recompute = recompute;
                pass.rows = long_tensor({1, 3});
                torch::autograd::backward({at::sum(at::square(net.hidden(g.texts(), pass)))}, {});
                std::vector<at::Tensor> out;
                for (const auto& p : adapter.parameters()) {
                    out.push_back(p.value.grad().clone().reshape({-1}));
                    p.value.mutable_grad().reset();
                }
                return at::cat(out);
            };
            const auto first = gradients(3, false);
            QVERIFY(distance(gradients(3, true), first) < 1e-5);
            QVERIFY(distance(gradients(4, false), first) > 1e-3);
        }
    }

    /// What is set to zero is made up for by the rest: in the mean over many keys nothing is changed.
    void dropoutKeepsTheMean() {
        const at::NoGradGuard no_grad;
        const QwenGolden g("qwen3_tiny");
        for (const auto device : devices_) {
            const auto net = network("qwen3_tiny", device);
            LoraSettings settings;
            settings.dropout = 0.3;
            settings.targets = {"down_proj"};
            const LoraAdapter adapter(settings, net.config(), Rng(1, "lora"));
            for (const auto& p : adapter.parameters())
                if (p.name.find("layers." + std::to_string(net.config().layers - 1)) != std::string::npos)
                    p.value.copy_(at::randn(p.value.sizes()) * 0.1);
            const auto residual = [&](const LoraAdapter* used, std::uint64_t key) {
                at::Tensor last;
                QwenPass pass;
                pass.adapter = used;
                pass.dropout_key = key;
                pass.watch = [&](std::int64_t, const at::Tensor& x) { last = x.to(at::kCPU); };
                net.hidden(g.texts(), pass);
                return last;
            };
            const auto without = residual(nullptr, 0), added = residual(&adapter, 0) - without;
            auto mean = at::zeros_like(added);
            constexpr int keys = 200;
            for (int key = 1; key <= keys; ++key)
                mean += (residual(&adapter, static_cast<std::uint64_t>(key)) - without) / keys;
            QVERIFY(distance(residual(&adapter, 1) - without, added) > 0.1);
            const double off = distance(mean, added);
            QVERIFY2(off < 0.1, qPrintable(QString::number(off)));
        }
    }

    /// In bfloat16, and texts whose beginnings are shared.
    void lessPreciseAndShared() {
        const at::NoGradGuard no_grad;
        const QwenGolden g("qwen3_tiny");
        std::vector<std::vector<std::int32_t>> prompts;
        for (std::int32_t list = 0; list < 3; ++list) {
            std::vector<std::int32_t> prompt;
            for (std::int32_t i = 0; i < 70; ++i) prompt.push_back(i * 7 % 200);
            for (std::int32_t i = 0; i < 10 + list; ++i) prompt.push_back((i * 5 + list) % 200);
            prompts.push_back(std::move(prompt));
        }
        const SharedBeginnings shared(prompts);
        const auto pieces = shared.pieces(prompts, 0, prompts.size());
        const auto all = QwenTexts::of(prompts), fewer = QwenTexts::of(pieces);
        QVERIFY(fewer.ids.size(0) < all.ids.size(0));
        std::vector<std::int64_t> ends;
        for (const auto end : all.ends) ends.push_back(end - 1);
        for (const auto device : devices_) {
            const auto exact = network("qwen3_tiny", device), rounded = network("qwen3_tiny", device, at::kBFloat16);
            QwenPass pass;
            pass.rows = long_tensor(ends);
            const auto expected = exact.hidden(all, pass);
            const double off = distance(rounded.hidden(all, pass), expected);
            QVERIFY2(off > 1e-5 && off < 0.03, qPrintable(QString::number(off)));
            pass.rows = long_tensor(pieces.last);
            QVERIFY(distance(exact.hidden(fewer, pass), expected) < 1e-5);
        }
    }

    /// Two ways of rounding to bfloat16: each is up to 0.043 away from float32, says the golden's note.
    void halvesMatch() {
        const at::NoGradGuard no_grad;
        const QwenGolden g("qwen3_tiny_bf16");
        for (const auto device : devices_) {
            const auto net = network("qwen3_tiny_bf16", device, at::kBFloat16);
            const auto logits = net.logits(net.hidden(g.texts()));
            WB_COMPARE_TENSORS(logits, g.real(g.expected("logits_bf16_compute")), 0.09);
            QVERIFY(std::abs(label_loss(logits, g.next_labels()).item<double>() -
                             g.expected("loss_bf16_compute").item<double>()) < 0.03);
            // Logits themselves are in float32: letters that are nearly equal are not equal.
            QVERIFY(!at::equal(logits, logits.to(at::kBFloat16).to(at::kFloat)));
        }
    }

    void noCache() {
        const QwenGolden g("qwen3_tiny");
        QwenCache cache;
        QwenPass pass;
        pass.cache = &cache;
        QVERIFY_EXCEPTION_THROWN(network("qwen3_tiny", c10::Device(at::kCPU)).hidden(g.texts(), pass),
                                 std::logic_error);
    }
};

QTEST_APPLESS_MAIN(TestQwen3Device)
#include "tst_qwen3_device.moc"
