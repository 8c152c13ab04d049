// One question to a run's model at a time: its answer, that it is awaited, or why there is none. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_client/answer_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "run_client/question_client.h"

AnswerView::AnswerView(QuestionClient* client, QWidget* content, const QString& name, const QString& asking,
                       QWidget* parent)
    : QStackedWidget(parent),
      m_client(client),
      m_asking(asking),
      m_busyText(new QLabel(this)),
      m_problem(new QLabel(this)),
      m_again(new QPushButton(tr("Try again"), this)) {
    addWidget(content);
    addWidget(makeWaiting(name));
    addWidget(makeTrouble(name));
    connect(m_client, &QuestionClient::answered, this, &AnswerView::take);
    connect(m_client, &QuestionClient::refused, this, &AnswerView::refuse);
    connect(m_client, &QuestionClient::stateChanged, this, &AnswerView::showState);
}

QWidget* AnswerView::makeWaiting(const QString& name) {
    auto* page = new QWidget(this);
    m_busyText->setObjectName(name + QStringLiteral("_busy_text"));
    m_busyText->setWordWrap(true);
    auto* busy = new QProgressBar(page);
    busy->setRange(0, 0);
    busy->setTextVisible(false);
    busy->setAccessibleName(m_asking);
    busy->setMaximumHeight(fontMetrics().height() * 3 / 4);
    auto* stop = new QToolButton(page);
    stop->setObjectName(name + QStringLiteral("_stop"));
    stop->setText(tr("Stop"));
    connect(stop, &QToolButton::clicked, this, [this] {
        m_ticket = 0;
        m_client->stop();
        sayProblem(tr("Stopped."));
        Q_EMIT stopped();
    });
    auto* line = new QHBoxLayout;
    line->addWidget(busy, 1);
    line->addWidget(stop);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_busyText);
    column->addLayout(line);
    column->addStretch(1);
    return page;
}

QWidget* AnswerView::makeTrouble(const QString& name) {
    auto* page = new QWidget(this);
    m_problem->setObjectName(name + QStringLiteral("_problem"));
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_again->setObjectName(name + QStringLiteral("_again"));
    connect(m_again, &QPushButton::clicked, this, &AnswerView::againRequested);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_problem);
    column->addWidget(m_again, 0, Qt::AlignLeft);
    column->addStretch(1);
    return page;
}

void AnswerView::ask(qint64 run, const QJsonObject& question) {
    m_run = run;
    m_ticket = m_client->ask(run, question);
    showState();
}

void AnswerView::showState() {
    if (m_ticket == 0) return;
    m_busyText->setText(m_client->state() == QuestionClient::State::starting
                            ? tr("Loading the model of run %1...").arg(m_run)
                            : m_asking + QStringLiteral("..."));
    setCurrentIndex(1);
}

void AnswerView::sayProblem(const QString& text, bool again) {
    m_problem->setText(text);
    m_again->setEnabled(again);
    setCurrentIndex(2);
}

void AnswerView::take(quint64 ticket, const QJsonObject& answer) {
    if (ticket != m_ticket) return;
    m_ticket = 0;
    Q_EMIT answered(answer);
}

void AnswerView::refuse(quint64 ticket, const QuestionProblem& problem) {
    if (ticket != m_ticket) return;
    m_ticket = 0;
    QStringList sentences{problem.what, problem.why, problem.fix};
    sentences.removeAll(QString());
    sayProblem(QStringLiteral("⚠ ") + sentences.join(QLatin1Char(' ')));
    Q_EMIT refused();
}
