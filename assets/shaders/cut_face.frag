// Electrolyte where the clip plane cuts it. The lattice holds (liquid, fluid) as (luminance, alpha): their
// ratio continues the liquid up to the particles, whose own caps then cover the rest.
uniform sampler3D u_lattice;    // axes z, y, x
uniform vec3 u_extent_um;       // of the lattice, x y z
uniform vec3 u_colour;          // sRGB
varying vec3 v_at;
varying vec3 v_normal;
varying vec3 v_electrode;

void main() {
    vec4 texel = texture3D(u_lattice, (v_electrode / u_extent_um).zyx);
    if (texel.a < 0.02) discard;
    float share = texel.r / texel.a;
    float wet = smoothstep(0.46, 0.54, share);
    float meniscus = 1.0 - smoothstep(0.0, 0.16, abs(share - 0.5));
    float alpha = max(0.74 * wet, 0.9 * meniscus);
    vec3 colour = mix(u_colour * 0.82, vec3(0.80, 1.0, 0.98), 0.55 * meniscus);
    gl_FragColor = vec4(colour * alpha, alpha);
}
