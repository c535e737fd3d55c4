"""Networks that learn without labels: their objectives are the published formulas, and fall."""

import itertools

import numpy as np
import pytest

import pellucid as pel
from pellucid import data, nn, optim, train, zoo
from pellucid.core.errors import ArgumentError

SOURCE = np.random.default_rng(0)
BARS = np.zeros((400, 16), np.float32)
for row in BARS:  # pictures of 4 x 4 with one bright line
    line = SOURCE.integers(0, 8)
    picture = row.reshape(4, 4)
    picture[line if line < 4 else slice(None), slice(None) if line < 4 else line - 4] = 1


def adam(params):
    return optim.Adam(params, lr=0.01)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def learned(model, x=BARS, epochs=25, lr=0.02):
    """The objective on all rows before and after training."""
    inputs = x if isinstance(x, tuple) else (x,)
    before = float(model.objective(*inputs).numpy())
    optimizer = optim.Adam(model.parameters(), lr=lr)
    train.fit_unsupervised(model, optimizer, x, epochs=epochs, batch_size=50, progress=False)
    model.eval()
    return before, float(model.objective(*inputs).numpy())


def test_an_auto_encoder_is_its_formula():
    pel.manual_seed(0)
    model = zoo.Autoencoder(16, 5, contraction=0.3, sparsity=0.2, active=0.1)
    w, b, c = (
        x.numpy().astype(np.float64) for x in (model.encoder.weight, model.encoder.bias, model.bias)
    )
    h = sigmoid(BARS @ w.T + b)
    back = sigmoid(h @ w + c)
    error = -(BARS * np.log(back) + (1 - BARS) * np.log(1 - back)).mean()
    slopes = ((h * (1 - h))[:, :, None] * w[None]) ** 2
    rho = h.mean(0)
    sparse = (0.1 * np.log(0.1 / rho) + 0.9 * np.log(0.9 / (1 - rho))).sum()
    wanted = error + 0.3 * slopes.sum((1, 2)).mean() / 16 + 0.2 * sparse
    assert model.objective(BARS).item() == pytest.approx(wanted, rel=1e-4)
    np.testing.assert_allclose(model(BARS).numpy(), back, atol=1e-5)
    jacobian = pel.jacobian(model.encode)(pel.asarray(BARS[:1]))[0, :, 0].numpy()
    np.testing.assert_allclose((jacobian**2).sum(), slopes[0].sum(), rtol=1e-4)


@pytest.mark.parametrize(
    "options",
    [{}, {"tied": False}, {"corruption": 0.2}, {"corruption": nn.SaltPepper(0.2)},
     {"contraction": 0.1}, {"sparsity": 0.1, "active": 0.2}, {"loss": "squared"}],
    ids=lambda o: "-".join(o) or "plain",
)  # fmt: skip
def test_every_auto_encoder_learns(options):
    pel.manual_seed(0)
    before, after = learned(zoo.Autoencoder(16, 12, **options))
    assert after < 0.7 * before


def test_sparsity_and_contraction_do_what_they_are_for():
    pel.manual_seed(0)
    plain, sparse, flat = (
        zoo.Autoencoder(16, 12), zoo.Autoencoder(16, 12, sparsity=1.0, active=0.05),
        zoo.Autoencoder(16, 12, contraction=20.0),
    )  # fmt: skip
    for model in (plain, sparse, flat):
        learned(model, epochs=40)
    activity = [m.encode(BARS).numpy().mean() for m in (plain, sparse)]
    assert activity[1] < 0.5 * activity[0]
    slopes = []
    for m in (plain, flat):
        h = m.encode(BARS).numpy()
        slopes.append(((h * (1 - h)) ** 2 @ (m.encoder.weight.numpy() ** 2).sum(1)).mean())
    assert slopes[1] < 0.3 * slopes[0]


def test_what_relates_two_pictures_is_learned():
    pel.manual_seed(0)
    moved = np.roll(BARS.reshape(-1, 4, 4), 1, 2).reshape(-1, 16)
    pairs = np.concatenate([BARS, BARS]), np.concatenate([moved, BARS])
    before, after = learned(zoo.GatedAutoencoder(16, 24, 8), pairs, epochs=40)
    assert after < 0.5 * before


@pytest.mark.parametrize("kind", ["binary", "gaussian"])
def test_free_energies_are_sums_over_the_hidden_units(kind):
    pel.manual_seed(1)
    rbm = zoo.RBM(3, 4, visible_kind=kind)
    for p in rbm.parameters():
        nn.init.normal_(p, 0.0, 1.0)
    w, c, b = (x.numpy().astype(float) for x in (rbm.weight, rbm.hidden_bias, rbm.visible_bias))
    v = SOURCE.normal(size=(5, 3)) if kind == "gaussian" else SOURCE.integers(0, 2, (5, 3))
    every = np.array(list(itertools.product([0, 1], repeat=4)))
    own = 0.5 * ((v - b) ** 2).sum(1) if kind == "gaussian" else -(v @ b)
    inner = v @ w.T @ every.T + every @ c
    wanted = own - np.log(np.exp(inner).sum(1))
    np.testing.assert_allclose(rbm.free_energy(v.astype(np.float32)).numpy(), wanted, rtol=1e-4)


def test_the_gradient_is_that_of_contrastive_divergence():
    pel.manual_seed(2)
    rbm = zoo.RBM(6, 4)
    v = SOURCE.integers(0, 2, (20, 6)).astype(np.float32)
    pel.manual_seed(5)
    chain = pel.asarray(v)
    for _ in range(1):
        chain = rbm.gibbs(chain)
    model = chain.numpy()
    pel.manual_seed(5)
    found = pel.gradients(rbm.objective(v), [rbm.weight, rbm.hidden_bias, rbm.visible_bias])
    h, hm = rbm.encode(v).numpy(), rbm.encode(model).numpy()
    wanted = [(hm.T @ model - h.T @ v) / 20, (hm - h).mean(0), (model - v).mean(0)]
    for g, w in zip(found, wanted, strict=True):
        np.testing.assert_allclose(g.numpy(), w, atol=1e-5)


def exact_log_partition(rbm):
    every = np.array(list(itertools.product([0, 1], repeat=rbm.weight.shape[1])), np.float32)
    return np.logaddexp.reduce(-rbm.free_energy(every).numpy().astype(np.float64))


def test_annealed_importance_sampling_finds_the_partition_function():
    pel.manual_seed(3)
    rbm = zoo.RBM(8, 5)
    assert rbm.log_partition(chains=100, steps=300) == pytest.approx(
        exact_log_partition(rbm), abs=0.2
    )
    with pytest.raises(ArgumentError):
        zoo.RBM(3, 2, visible_kind="gaussian").log_partition()


@pytest.mark.parametrize(
    "options",
    [{"k": 1}, pytest.param({"k": 5, "chains": 50}, marks=pytest.mark.slow)],
    ids=["CD", "PCD"],
)
def test_a_machine_makes_what_it_saw_likelier(options):
    pel.manual_seed(0)
    rbm = zoo.RBM(16, 12, **options)
    x = BARS
    likelihood = lambda: -rbm.free_energy(x).numpy().mean() - exact_log_partition(rbm)  # noqa: E731
    before = likelihood(), rbm.pseudo_likelihood(x).item()
    learned(rbm, epochs=30, lr=0.02)
    assert likelihood() > before[0] + 5
    assert likelihood() > 16 * np.log(0.5)
    assert rbm.pseudo_likelihood(x).item() > before[1] + 3
    assert rbm.sample(7, 20).shape == (7, 16)


def test_stages_are_trained_one_after_another_and_help_to_classify():
    labels = (BARS.reshape(-1, 4, 4).sum(2).max(1) == 4).astype(np.int64)
    for make in (
        lambda: zoo.StackedAutoencoder([16, 12, 8], 2, corruption=0.1),
        lambda: zoo.DBN([16, 12, 8], 2),
    ):
        pel.manual_seed(0)
        net = make()
        raw = net.stages[1].objective(train.predict(train.alone.Coder(net.stages[0]), BARS)).item()
        histories = train.pretrain(
            net.stages, adam, BARS, epochs=[10, 20], batch_size=50, progress=False
        )
        assert [len(h) for h in histories] == [10, 20]
        assert np.isfinite(raw)
        history = train.fit(
            net, adam(net.parameters()), nn.cross_entropy, (BARS, labels), epochs=25,
            batch_size=50, metrics=[train.accuracy], validation=(BARS, labels), progress=False,
        )  # fmt: skip
        assert history[-1]["validation_accuracy"] > 0.95
    assert net.sample(3, 10).shape == (3, 16)
    with pytest.raises(ArgumentError):
        train.pretrain(net.stages, adam, BARS, epochs=[1])
    with pytest.raises(ArgumentError):
        train.fit_unsupervised(nn.Linear(2, 2), None, BARS, epochs=1)


def test_a_variational_auto_encoder_bounds_its_likelihood():
    pel.manual_seed(0)
    vae = zoo.VAE(16, [24], 3)
    mean, log_variance = (x.numpy() for x in vae.code(BARS))
    _, divergence = vae.terms(BARS)
    wanted = 0.5 * (mean**2 + np.exp(log_variance) - 1 - log_variance).sum(1)
    np.testing.assert_allclose(divergence.numpy(), wanted, rtol=1e-4)
    before, after = learned(vae, epochs=60, lr=0.01)
    assert after < 0.6 * before
    assert -vae.log_likelihood(BARS[:50], 30).numpy().mean() < after + 0.3
    assert vae.sample(4).shape == vae(BARS[:4]).shape == (4, 16)
    with pytest.raises(ArgumentError):
        zoo.VAE(16, latent=0)


@pytest.mark.parametrize("kind", ["original", "wasserstein"])
def test_adversaries_make_rows_like_the_real_ones(kind):
    pel.manual_seed(0)
    real = (SOURCE.normal(size=(512, 2)) * 0.3 + [2.0, -1.0]).astype(np.float32)
    generator = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))
    critic = nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
    gan = zoo.GAN(generator, critic, 2, kind=kind, penalty=1.0)
    groups = [{"params": list(generator.parameters())}]
    groups += [{"params": list(critic.parameters()), "lr": 2e-2}]  # the critic is ahead
    optimizer = optim.Adam(groups, lr=2e-3, betas=(0.0, 0.9))
    train.fit_unsupervised(gan, optimizer, real, epochs=100, batch_size=64, progress=False)
    made = gan.sample(512).numpy()
    np.testing.assert_allclose(made.mean(0), [2.0, -1.0], atol=0.6)
    with pytest.raises(ArgumentError):
        zoo.GAN(generator, critic, 2, kind="other")


def test_each_adversary_gets_its_own_gradient():
    pel.manual_seed(0)
    gan = zoo.GAN(nn.Linear(2, 3), nn.Linear(3, 1), 2)
    x = SOURCE.normal(size=(8, 3)).astype(np.float32)
    pel.manual_seed(4)
    noise = pel.random.normal((8, 2)).numpy()
    pel.manual_seed(4)
    found = pel.gradients(gan.objective(x), list(gan.parameters()))
    made = gan(noise)
    critic = gan.critic(x), gan.critic(pel.asarray(made.numpy()))
    own = nn.functional.softplus(-critic[0]).mean() + nn.functional.softplus(critic[1]).mean()
    wanted = pel.gradients(own, list(gan.critic.parameters()))
    for g, w in zip(found[2:], wanted, strict=True):
        np.testing.assert_allclose(g.numpy(), w.numpy(), atol=1e-5)
    fooled = nn.functional.softplus(-gan.critic(gan(noise))).mean()
    for g, w in zip(found, pel.gradients(fooled, list(gan.generator.parameters())), strict=False):
        np.testing.assert_allclose(g.numpy(), w.numpy(), atol=1e-5)


def test_a_stage_of_quocnet_is_its_formula():
    pel.manual_seed(0)
    stage = zoo.RICAStage((2, 7, 7), 3, 3, stride=2, pool=2, weight=0.1, eps=0.01)
    x = SOURCE.normal(size=(4, 2, 7, 7)).astype(np.float32)
    w, v = stage.encoder.numpy(), stage.decoder.numpy()
    h, error = np.zeros((4, 3, 3, 3)), 0.0
    for i, j in itertools.product(range(3), repeat=2):
        patch = x[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3]
        h[:, :, i, j] = np.einsum("ncpq,mcpq->nm", patch, w[..., i, j])
        back = np.einsum("nm,mcpq->ncpq", h[:, :, i, j], v[..., i, j])
        error += ((back - patch) ** 2).sum() / 4
    corners = [h[:, :, a : a + 2, b : b + 2] for a in (0, 1) for b in (0, 1)]
    pooled = np.sqrt(0.01 + np.stack([(c**2).sum((2, 3)) for c in corners], -1))
    np.testing.assert_allclose(stage(x).numpy().reshape(4, 3, 4), pooled, rtol=1e-4)
    wanted = error + 0.1 * pooled.sum((1, 2)).mean()
    assert stage.objective(x).item() == pytest.approx(wanted, rel=1e-4)


def test_contrast_is_taken_away():
    x = SOURCE.normal(size=(2, 3, 12, 12)).astype(np.float32)
    found = zoo.quocnet.contrasted(pel.asarray(x), 5).numpy()
    same = zoo.quocnet.contrasted(pel.asarray(x * 9 + 4), 5).numpy()
    np.testing.assert_allclose(found, same, atol=1e-3)
    assert abs(found.mean()) < 0.05
    assert found.std() < 1.5


def test_an_objective_of_stages_is_their_sum_and_falls():
    pel.manual_seed(0)
    net = zoo.QuocNet()
    x, _ = data.glyphs(200, 24, seed=1)
    total = net.stages[0].objective(x).item() + net.stages[1].objective(net.stages[0](x)).item()
    before, after = learned(net, x, epochs=8, lr=3e-3)
    assert before == pytest.approx(total, rel=1e-4)
    assert after < 0.5 * before


def test_capsules_draw_what_they_were_told():
    pel.manual_seed(0)
    net = zoo.Capsules(144, 6, 4, 8)
    x, moves, moved = data.moved_glyphs(300, 12, seed=1)
    place, presence = net.recognised(x)
    assert place.shape == (300, 6, 2)
    assert ((presence.numpy() > 0) & (presence.numpy() < 1)).all()
    before, after = learned(net, (x, moves, moved), epochs=25, lr=5e-3)
    assert after < 0.7 * before
