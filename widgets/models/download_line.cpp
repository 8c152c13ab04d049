// Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/download_line.h"

#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <algorithm>

#include "common/run_texts.h"
#include "models/model_texts.h"

DownloadLine::DownloadLine(QWidget* parent)
    : QWidget(parent), m_bar(new QProgressBar(this)), m_text(new QLabel(this)) {
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress of the download"));
    m_text->setObjectName(QStringLiteral("download_text"));
    auto* stop = new QPushButton(tr("Stop"), this);
    stop->setObjectName(QStringLiteral("download_stop"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(m_bar, 0, 0);
    grid->addWidget(stop, 0, 1);
    grid->addWidget(m_text, 1, 0, 1, 2);
    connect(stop, &QPushButton::clicked, this, &DownloadLine::stopRequested);
    hide();
}

void DownloadLine::begin() {
    m_known = false;
    m_bar->setRange(0, 0);
    m_text->setText(tr("Asking the hub for its files"));
    show();
}

void DownloadLine::setProgress(const QString& file, quint64 done, quint64 total) {
    if (!m_known) {
        m_known = true;
        m_since.start();
        m_first = done;
    }
    constexpr int steps = 1000;
    m_bar->setRange(0, total > 0 ? steps : 0);
    if (total > 0) m_bar->setValue(static_cast<int>(done * steps / total));
    QString text = tr("%1: %2 of %3").arg(file, modeltexts::bytes(done), modeltexts::bytes(total));
    const double seconds = static_cast<double>(m_since.elapsed()) / 1000;
    const double rate = static_cast<double>(done - std::min(done, m_first)) / std::max(seconds, 0.1);
    if (seconds > 1 && rate > 0 && total > done)
        text = tr("%1, %2 a second, %3 left")
                   .arg(text, modeltexts::bytes(static_cast<std::uint64_t>(rate)),
                        runtexts::duration(static_cast<double>(total - done) / rate));
    m_text->setText(text);
}

void DownloadLine::end() {
    hide();
}
